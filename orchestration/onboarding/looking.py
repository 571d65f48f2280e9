"""Looking at a file nobody has described yet: its format, its fields and some of its records."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import at_rest, extensions
from orchestration.landing import documents
from orchestration.quoting import globbed, literal
from orchestration.tabular import UnreadableTableError, xlsx_sheet

FIRST = 4 << 20
ROWS = 5_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
PAIR_KEYS = ("key", "id", "name")
# How files that are no UTF-8 are written where a language is, the likeliest first.
ENCODINGS = {
    "ja": ("cp932", "euc_jp"), "ko": ("cp949",), "zh": ("gb18030", "big5"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "ro"), ("cp1250",)),
    **dict.fromkeys(("ru", "uk", "bg", "sr"), ("cp1251",)),
    "el": ("cp1253",), "tr": ("cp1254",), "he": ("cp1255",), "ar": ("cp1256",),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257",)),
}  # fmt: skip


class UnknownFileError(ValueError):
    """Nobody can tell what a file is; the message says what was tried."""


@dataclass(frozen=True)
class Look:
    """What a file is: words of a table with the reason for each, and its records as text by field.

    A value that is missing is an empty text. `pairs` has the key field of every list of pairs.
    """

    words: dict[str, tuple[str, str]]
    records: list[dict[str, str]]
    pairs: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        return list(dict.fromkeys(name for record in self.records for name in record))


def look(path: Path, language: str | None = None) -> Look:
    """Look at the first records of a file. Raises UnknownFileError where it is of no known kind.

    The company's language says how a text that is no UTF-8 is likely written.
    """
    ending = path.name.lower().removesuffix(".gz")
    try:
        if ending.endswith((".parquet", ".xlsx")):
            return _table(path, "parquet" if ending.endswith(".parquet") else "xlsx")
        is_packed = path.read_bytes()[:2] == b"\x1f\x8b"
        with gzip.open(path) if is_packed else path.open("rb") as read:
            head = read.read(FIRST)
    except (OSError, EOFError, duckdb.Error) as error:
        raise UnknownFileError(f"{path.name} cannot be read ({type(error).__name__}).") from None
    words = {"compression": ("gzip", "the file is packed")} if is_packed else {}
    text, encoding, why = _decoded(head, language)
    if len(head) == FIRST:
        text = text[: text.rfind("\n") + 1]
    if text.lstrip()[:1] in ("{", "["):
        return _json(path, text, words)
    words["encoding"] = (encoding, why)
    return _csv(path, text, words)


def _decoded(head: bytes, language: str | None) -> tuple[str, str, str]:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore"), "utf-16", "it begins with UTF-16's mark"
    try:
        text = head.decode("utf-8-sig") if len(head) < FIRST else head[:-4].decode("utf-8-sig")
        return text, "utf-8", "every byte reads as UTF-8"
    except UnicodeDecodeError:
        pass
    for encoding in ENCODINGS.get(language or "", ()):
        decoder = codecs.getincrementaldecoder(encoding)()
        with contextlib.suppress(UnicodeDecodeError):
            text = decoder.decode(head, final=len(head) < FIRST)
            return text, encoding, "no UTF-8, and usual where the company's language is written"
    return head.decode("cp1252", "replace"), "cp1252", "no UTF-8; Western Windows?"


def _csv(path: Path, text: str, words: dict[str, tuple[str, str]]) -> Look:
    widths = {
        delimiter: Counter(len(row) for row in _rows(text, delimiter)[:200])
        for delimiter in DELIMITERS
    }
    best = max(widths, key=lambda d: max((n * (w > 1), w) for w, n in widths[d].items()))
    rows = _rows(text, best)
    if len(rows) < 2 or len(rows[0]) < 2 or not all(name.strip() for name in rows[0]):
        raise UnknownFileError(f"{path.name} is no table with a header, and no JSON.")
    words["format"] = ("csv", f"a header and {len(rows) - 1:,} rows looked at")
    words["delimiter"] = (best, f"{DELIMITERS[best]} give {len(rows[0])} fields in most rows")
    names = rows[0]
    records = [dict(zip(names, row, strict=True)) for row in rows[1:] if len(row) == len(names)]
    return Look(words, records)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(FIRST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    try:
        for row in reader:
            if row:
                found.append(row)
            if len(found) > ROWS:
                break
    except csv.Error:
        pass
    return found


def _json(path: Path, text: str, words: dict[str, tuple[str, str]]) -> Look:
    lines = [line for line in text.splitlines() if line.strip()][:ROWS]
    try:
        values = [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        values = []
    if len(values) > 1 and all(isinstance(value, dict) for value in values):
        words["format"] = ("jsonl", "every line is a JSON object")
        return _flat(values, words)
    lists = documents.lists_in(text)
    if not lists:
        raise UnknownFileError(f"{path.name} is JSON without a list of objects in it.")
    words["format"] = ("json", "the file is one JSON document")
    words["records"] = (lists[0], "the list of objects in it" + (
        f"; there are more: {', '.join(lists[1:])}" if lists[1:] else ""))  # fmt: skip
    value = json.loads(text)
    for part in lists[0].removesuffix("[]").split("."):
        value = value[part] if part else value
    return _flat(value[:ROWS], words)


def _flat(values: list[Any], words: dict[str, tuple[str, str]]) -> Look:
    pairs: dict[str, str] = {}
    records: list[dict[str, str]] = []
    for value in values:
        record: dict[str, str] = {}
        if isinstance(value, dict):
            _put(value, "", record, pairs)
        records.append(record)
    return Look(words, records, pairs)


def _put(value: dict[str, Any], above: str, record: dict[str, str], pairs: dict[str, str]) -> None:
    for name, one in value.items():
        path = f"{above}{name}"
        if isinstance(one, dict) and above.count(".") < 3:
            _put(one, f"{path}.", record, pairs)
        elif isinstance(one, list):
            key = next(
                (k for k in PAIR_KEYS if one and all(
                    isinstance(p, dict) and k in p and "value" in p for p in one)), None
            )  # fmt: skip
            if key:
                pairs[path] = key
                for pair in one:
                    inner = pair["value"]
                    if isinstance(inner, dict):
                        inner = next((v for v in inner.values() if v is not None), None)
                    record[f"{path}.{pair[key]}"] = _text(inner)
        else:
            record[path] = _text(one)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _refuse_other_than_headings(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise UnknownFileError where a sheet's first row is a title, or half of two header rows."""
    rows = connection.execute(
        "from read_xlsx(?, all_varchar = true, header = false, stop_at_empty = false) limit 50",
        [str(path)],
    ).fetchall()
    filled = [{place for place, cell in enumerate(row) if (cell or "").strip()} for row in rows]
    nameless = [row for row in filled[1:] if row - filled[0]]
    width = max(filled[0], default=-1) + 1 if filled else 0
    try:  # the extension reads no further than the first row goes
        scanned = xlsx_sheet.scan(path, xlsx_sheet.first_sheet(path), width)
    except UnreadableTableError as error:
        raise UnknownFileError(f"{path.name}: {error}") from error
    # A note beside the columns is a reject of its row, and no reason to refuse the sheet.
    if 2 * len(nameless) > len(rows) or 2 * len(scanned.problems) > len(scanned.rows):
        raise UnknownFileError(
            f"{path.name}: its first row is no header: columns below have no heading there. Let "
            "the sheet begin with one row of headings, one for each column."
        )


def _table(path: Path, form: str) -> Look:
    with at_rest.connect() as connection:
        if form == "xlsx":
            extensions.load(connection, "excel")
            _refuse_other_than_headings(connection, path)
            source = f"read_xlsx({literal(str(path))}, all_varchar = true, header = true)"
        else:
            source = f"read_parquet({literal(globbed(path))})"
        read = connection.execute(
            f"select cast(columns(*) as varchar) from (select * from {source} limit {ROWS})"
        )
        names = [column[0] for column in read.description or ()]
        records = [
            {name: value or "" for name, value in zip(names, row, strict=True)}
            for row in read.fetchall()
        ]
    return Look({"format": (form, f"its name ends in .{form}")}, records)
