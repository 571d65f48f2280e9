"""The parsers that cost microseconds a value: only what SQL cannot decide, and only once each.

Each function takes distinct raw values and returns an Arrow table `raw, …` that is joined back.
Nothing is logged: the values are personal.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import phonenumbers
import pyarrow as pa
from email_validator import EmailNotValidError, validate_email
from nameparser import HumanName
from nameparser.config import CONSTANTS
from nicknames import NickNamer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from orchestration.identity.values import sentinels

CHUNK = 2000
_PLAIN_PHONE = re.compile(r"\s*[0-9(][0-9 ()./-]*")
_NUMBER_IN_TEXT = re.compile(r"[+(]?[0-9][0-9 ()./+\u2013-]{5,}[0-9]")
_BETWEEN = re.compile(r"\s/|/\s|[;,|&\r\n]")  # what stands between two numbers of one cell
# A word of digits in which letters stand in for some.
_MIXED_WORD = re.compile(
    r"(?<![^\W_])(?=[^\W\d_]*[0-9])(?=[0-9]*[^\W\d_])[0-9OoQDlIiSsBZz]+(?![^\W_])"
)
_DIGITS = str.maketrans("OoQDlIiSsBZz", "000011155822")
_FEWEST, _MOST = 7, 15  # digits of a number; ITU-T E.164 allows fifteen
_SUFFIXES = {*sentinels.GENERATIONS, *sentinels.HONOURS}
SLIP_RATIO = 20  # a slip that many people make is still this much rarer than the name


def phones(raw: Sequence[str], region: str) -> pa.Table:
    """`raw, phone, phone_more`: E.164, or null where no dialling plan knows such a number.

    `phone_more` is a second number of the same cell. `region` is the ISO country for numbers
    written without a country code. Where it is empty, such a number stays the digits that it is:
    it is nobody's to guess a country.
    """
    found = [(*_phones(value, region), None, None)[:2] for value in raw]
    return pa.table(
        {
            "raw": pa.array(raw, pa.string()),
            "phone": pa.array([first for first, _ in found], pa.string()),
            "phone_more": pa.array([second for _, second in found], pa.string()),
        }
    )


def _phones(raw: str, region: str) -> tuple[str, ...]:
    """The numbers of one cell, in order: usually one, none where it holds none."""
    text = _MIXED_WORD.sub(
        lambda word: word[0].translate(_DIGITS), unicodedata.normalize("NFKC", raw)
    )
    parts = [part for part in _BETWEEN.split(text) if _is_long(part)]
    found = [
        number for part in (parts if len(parts) > 1 else [text]) for number in _in(part, region)
    ]
    return tuple(dict.fromkeys(found))


def _in(text: str, region: str) -> list[str]:
    """The numbers in `text`: the whole of it, or those among its words, blanks and strokes."""
    if whole := _phone(text, region):
        return [whole]
    found = []
    for part in _NUMBER_IN_TEXT.findall(text):
        pieces = re.split(r"(/|(?<=[0-9]) +(?=[0+(]))", part)
        number = _phone(part, region) or (
            _phone(pieces[0], region) if _is_long(pieces[0]) else None
        )
        found += _cut(pieces, region) or ([number] if number else [])
    return found


def _cut(pieces: list[str], region: str) -> list[str]:
    """Several numbers of pieces, with what stood between two pieces between them; none if none."""
    for end in range(1, len(pieces), 2):
        left, rest = "".join(pieces[:end]), "".join(pieces[end + 1 :])
        if not (_is_long(left) and _is_long(rest)):
            continue
        first, second = _phone(left, region), _phone(rest, region)
        others = [second] if second else _cut(pieces[end + 1 :], region)
        if first and others:
            return [first, *others]
    return []


def _is_long(text: str) -> bool:
    return sum(letter.isdecimal() for letter in text) >= _FEWEST


def _phone(raw: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(raw, region or None)
    except phonenumbers.NumberParseException as error:
        digits = re.sub(r"[^0-9]", "", raw)
        no_country = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        is_plain = not region and no_country and _PLAIN_PHONE.fullmatch(raw)
        return digits if is_plain and _FEWEST <= len(digits) <= _MOST else None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def emails(raw: Sequence[str]) -> pa.Table:
    """`raw, email`: lower-case and normalised, or null where it is no address."""
    return pa.table(
        {"raw": pa.array(raw, pa.string()), "email": pa.array([_email(r) for r in raw])},
        schema=pa.schema([("raw", pa.string()), ("email", pa.string())]),
    )


def _email(raw: str) -> str | None:
    try:
        return validate_email(raw.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def full_names(raw: Sequence[str]) -> pa.Table:
    """`raw, given_name, middle_name, family_name, suffix`; `Family, Given` is read as such.

    What has no comma, or nothing but suffixes behind it, is split by nameparser.
    """
    parsed = [_before_comma(value) or _words_of(value) for value in raw]
    columns = ("given_name", "middle_name", "family_name", "suffix")
    return pa.table(
        {
            "raw": pa.array(raw, pa.string()),
            **{
                column: pa.array([name[place] for name in parsed], pa.string())
                for place, column in enumerate(columns)
            },
        }
    )


_Name = tuple[str, str, str, str]


def _words_of(value: str) -> _Name:
    name = HumanName(value)
    return name.first, name.middle, name.last, name.suffix


def _before_comma(value: str) -> _Name | None:
    """A name of which the family name stands first, before a comma."""
    family, _, rest = value.partition(",")
    given, _, suffix = rest.partition(",")
    words = [word for word in given.split() if _plain(word) not in sentinels.TITLES]
    if not family.strip() or not words or all(_plain(word) in _SUFFIXES for word in words):
        return None
    particles: list[str] = []  # `Berg, Jan van den` is Jan van den Berg
    while len(words) > 1 and _plain(words[-1]) in CONSTANTS.prefixes:
        particles.insert(0, words.pop())
    return words[0], " ".join(words[1:]), " ".join([*particles, family.strip()]), suffix


def _plain(word: str) -> str:
    return word.lower().replace(".", "")


def given_forms(
    names: Sequence[str], common: Mapping[str, int], written: Sequence[str]
) -> pa.Table:
    """`given_name, forms, is_known`: the name, those it may stand for (`bill`: `william`).

    Short forms, those of immigrants too, that the `nicknames` package lacks stand in
    `nicknames.csv`. A name that is neither one of the `common` ones (with how many people carry
    it) nor of the `written` ones (that somebody writes again and again), yet one slip away from
    common ones, is read as those too; so is a misread `m` (`rn`). Known are the written ones, and
    the common ones that are no frequent slip of a far commoner one.
    """
    namer = NickNamer()
    more = _more_nicknames()
    familiar = {*common, *more, *(long for longs in more.values() for long in longs)}
    trusted = familiar.union(written)
    slips = _slips([n for n in names if n not in trusted and len(n) > 3], sorted(familiar))
    known = {*written, *_without_slips(common)}
    forms = []
    for name in names:
        readings = {name, name.replace("rn", "m"), name.replace("vv", "w"), *slips.get(name, ())}
        longer = {form for r in readings for form in (*namer.canonicals_of(r), *more.get(r, ()))}
        forms.append(sorted(readings | longer))
    return pa.table(
        {
            "given_name": pa.array(names, pa.string()),
            "forms": pa.array(forms, pa.list_(pa.string())),
            "is_known": pa.array([name in known for name in names], pa.bool_()),
        }
    )


def _without_slips(common: Mapping[str, int]) -> list[str]:
    """The names that are not one slip away from one `SLIP_RATIO` times as common."""
    many = [n for n in common if common[n] >= SLIP_RATIO * min(common.values(), default=0)]
    near = _slips(list(common), many)
    return [
        name
        for name, people in common.items()
        if all(common[other] < SLIP_RATIO * people for other in near.get(name, ()))
    ]


def _slips(unknown: Sequence[str], known: Sequence[str]) -> dict[str, list[str]]:
    """Unknown name → the known names one edit away, swapped neighbours counting as one."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(unknown), CHUNK):
        chunk = unknown[start : start + CHUNK]
        near = process.cdist(
            chunk, known, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8, workers=1
        )
        for row, column in zip(*np.nonzero(near <= 1), strict=True):
            found.setdefault(chunk[row], []).append(known[column])
    return found


@cache
def _more_nicknames() -> dict[str, tuple[str, ...]]:
    with Path(__file__).with_name("nicknames.csv").open(encoding="utf-8", newline="") as file:
        return {row["short"]: tuple(row["long"].split("|")) for row in csv.DictReader(file)}
