"""What a control file says of a delivery: checksums, its size, its number of rows.

There is no standard for such files. Read are those of `sha256sum` and its relatives, JSON, tables
with a heading, and lines of a word and its value; a number alone is rows only where the contract
asks for rows, because it may as well be a time. A list of many files speaks of one by its name.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from orchestration.company.control import SUMS, Control

# Bytes: what lists even a hundred thousand files is smaller.
LARGEST = 16 << 20
_LENGTHS = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_ROWS = ("rows", "records", "recs", "rowcount", "recordcount", "countofrows", "countofrecords",
         "numberofrows", "numberofrecords", "numrows", "numrecords", "norows", "norecords",
         "totalrows", "totalrecords")  # fmt: skip
_BYTES = ("bytes", "size", "filesize", "bytecount", "sizebytes", "sizeinbytes", "filesizebytes")
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{32,128}(?![0-9A-Za-z])")
_PAIR = re.compile(r"\s*[\"']?([A-Za-z][^:=\"']*?)[\"']?\s*[:=]\s*[\"']?([^\s\"';|]+)")
_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}(?:[,.'_][0-9]{3})+")
_BETWEEN = re.compile(r"[\s,;|:=\"'()*<>]+")
_PATH = re.compile(r"[/\\]")


@dataclass(frozen=True)
class Totals:
    """Totals of one file as its sender gives them; `sums` are checksums in small letters by name.

    `size` is in bytes, `said_by` the control file. `unclear` is what it says twice, differently.
    """

    said_by: str
    rows: int | None = None
    size: int | None = None
    sums: Mapping[str, str] = field(default_factory=dict)
    unclear: str = ""

    def missing(self, control: Control) -> list[str]:
        """The totals that the contract asks for and the file does not give."""
        has = {*self.sums, *(["rows"] if self.rows is not None else [])}
        has |= {"bytes"} if self.size is not None else set()
        return [one for one in control.must_say if one not in has]

    def as_event(self) -> dict[str, Any]:
        """For the journal; `of_event` reads it."""
        return asdict(self)


def of_event(event: Mapping[str, Any]) -> Totals:
    """Totals as a journal has kept them."""
    return Totals(**{name: event[name] for name in Totals.__dataclass_fields__})


def read(content: bytes, name: str, control: Control, said_by: str) -> Totals | None:
    """The totals that a control file gives of the file `name`; None where it speaks of others.

    An empty one speaks of every file that it stands beside.

    Never fails: what it does not understand it leaves unsaid, see `missing`.
    """
    text = _decoded(content)
    if not text.strip() and not control.must_say:
        return Totals(said_by)  # that it is there says all
    found = _of_json(text, name, control) or _of_table(text, name, control)
    lines = _lines(text, name, control) if found is None else [""]
    if not lines:
        return None
    fields = found if found is not None else list(_pairs(lines))
    sums, unclear = _sums(fields, lines)
    rows = _first(fields, _ROWS)
    if control.rows:
        matched = re.search(control.rows, "\n".join(lines) if found is None else text)
        rows = _number(matched[1]) if matched and matched[1] else None
    elif rows is None and "rows" in control.must_say and found is None:
        rows = _alone(lines, name)
    return Totals(said_by, rows, _first(fields, _BYTES), sums, unclear)


def _decoded(content: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    return content.decode("utf-8", "replace")


def _is_name(said: object, name: str) -> bool:
    return isinstance(said, str) and _PATH.split(said.strip())[-1] == name


Fields = list[tuple[str, str]]


def _of_json(text: str, name: str, control: Control) -> Fields | None:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    own = next(_naming(value, name), None)
    if own is None and control.is_of_one:
        own = value[0] if isinstance(value, list) and len(value) == 1 else value
    if own is None:
        return None
    held = own if isinstance(own, dict) else {"sum": own}
    return [(str(key), str(said)) for key, said in _flat(held) if isinstance(said, (str, int))]


def _naming(value: object, name: str) -> Iterator[object]:
    """What in a JSON document speaks of the file: an object that names it, or stands under it."""
    if isinstance(value, dict):
        if any(_is_name(said, name) for said in value.values()):
            yield value
        for key, below in value.items():
            if _is_name(key, name):
                yield below
            yield from _naming(below, name)
    elif isinstance(value, list):
        for below in value:
            yield from _naming(below, name)


def _flat(held: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, said in held.items():
        if isinstance(said, dict):
            yield from _flat(said)
        else:
            yield key, said


def _of_table(text: str, name: str, control: Control) -> Fields | None:
    """A table with a heading, whose row names the file or is the only one."""
    lines = [line for line in text.splitlines() if line.strip()]
    for delimiter in ",;|\t":
        if len(lines) < 2 or delimiter not in lines[0]:
            continue
        heading, *rows = csv.reader(lines, delimiter=delimiter)
        known = {_plain(one) for one in heading}
        if not known & {*_ROWS, *_BYTES, *SUMS} or len(rows[0]) != len(heading):
            continue
        own = [row for row in rows if any(_is_name(cell, name) for cell in row)]
        if not own and control.is_of_one and len(rows) == 1:
            own = rows
        return list(zip(heading, own[0], strict=False)) if own else None
    return None


def _lines(text: str, name: str, control: Control) -> list[str]:
    """The lines that name the file, else all of its own control file, of which there is one."""
    lines = text.splitlines()
    own = [line for line in lines if any(_is_name(part, name) for part in _BETWEEN.split(line))]
    return own or ((lines or [""]) if control.is_of_one else [])


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        for part in re.split(r"[;|]|,\s+", line):
            if matched := _PAIR.match(part):
                yield matched[1], matched[2].rstrip(",")


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def _first(fields: Fields, words: tuple[str, ...]) -> int | None:
    found = (_number(said) for key, said in fields if _plain(key) in words)
    return next((one for one in found if one is not None), None)


def _number(said: str) -> int | None:
    said = said.strip()
    return int(re.sub(r"[^0-9]", "", said)) if _NUMBER.fullmatch(said) else None


def _alone(lines: list[str], name: str) -> int | None:
    """The one number of a control file that says nothing else but the file's name."""
    parts = [part for line in lines for part in _BETWEEN.split(line) if part]
    rest = [part for part in parts if not _is_name(part, name)]
    return _number(rest[0]) if len(rest) == 1 else None


def _sums(fields: Fields, lines: list[str]) -> tuple[dict[str, str], str]:
    """Checksums by name, and the one that is given twice with two values.

    A hexadecimal number under another word, such as that of a batch, is none.
    """
    said = [value for key, value in fields if _speaks_of_a_sum(key)]
    bare = [line for line in lines if not _PAIR.match(line)]
    found: dict[str, set[str]] = {}
    for text in (*said, *bare):
        for matched in _HEX.finditer(text):
            if kind := _LENGTHS.get(len(matched[0])):
                found.setdefault(kind, set()).add(matched[0].lower())
    unclear = next((kind for kind, values in found.items() if len(values) > 1), "")
    return {kind: min(values) for kind, values in found.items()}, unclear


def _speaks_of_a_sum(key: str) -> bool:
    word = _plain(key)
    return word.startswith(SUMS) or word in ("", "sum", "checksum", "hash", "digest", "filehash")
