"""The parsers that cost microseconds a value: only what SQL cannot decide, and only once each.

Each function takes distinct raw values and returns an Arrow table `raw, …` that is joined back.
Nothing is logged: the values are personal.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import phonenumbers
import pyarrow as pa
from email_validator import EmailNotValidError, validate_email
from nameparser import HumanName
from nicknames import NickNamer
from rapidfuzz import process
from rapidfuzz.distance import OSA

CHUNK = 2000
_PLAIN_PHONE = re.compile(r"\s*[0-9(][0-9 ()./-]*")
_FEWEST, _MOST = 7, 15  # digits of a number; ITU-T E.164 allows fifteen
SLIP_RATIO = 20  # a slip that many people make is still this much rarer than the name


def phones(raw: Sequence[str], region: str) -> pa.Table:
    """`raw, phone`: E.164, or null where no dialling plan knows such a number.

    `region` is the ISO country for numbers written without a country code. Where it is empty, such
    a number stays the digits that it is: it is nobody's to guess a country.
    """
    return pa.table(
        {"raw": pa.array(raw, pa.string()), "phone": pa.array([_phone(r, region) for r in raw])},
        schema=pa.schema([("raw", pa.string()), ("phone", pa.string())]),
    )


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
    """`raw, given_name, middle_name, family_name, suffix`, as nameparser splits them."""
    parsed = [HumanName(value) for value in raw]
    return pa.table(
        {
            "raw": pa.array(raw, pa.string()),
            "given_name": pa.array([name.first for name in parsed], pa.string()),
            "middle_name": pa.array([name.middle for name in parsed], pa.string()),
            "family_name": pa.array([name.last for name in parsed], pa.string()),
            "suffix": pa.array([name.suffix for name in parsed], pa.string()),
        }
    )


def given_forms(
    names: Sequence[str], common: Mapping[str, int], written: Sequence[str]
) -> pa.Table:
    """`given_name, forms, is_known`: the name, those it may stand for (`bill`: `william`).

    British and immigrant short forms that the `nicknames` package lacks stand in
    `nicknames_gb.csv`. A name that is neither one of the `common` ones (with how many people carry
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
    with Path(__file__).with_name("nicknames_gb.csv").open(encoding="utf-8", newline="") as file:
        return {row["short"]: tuple(row["long"].split("|")) for row in csv.DictReader(file)}
