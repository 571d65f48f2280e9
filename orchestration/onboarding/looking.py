"""Looking at a file nobody has described yet: its format, its fields and some of its records."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import at_rest, extensions
from orchestration.landing import documents
from orchestration.quoting import globbed
from orchestration.tabular import UnreadableTableError, layout, xlsx_sheet

FIRST = 4 << 20
# How much of a larger file's end is looked at, in bytes.
TAIL = 1 << 16
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

    words: dict[str, tuple[Any, str]]
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
        if ending.endswith(".parquet"):
            return _parquet(path)
        if ending.endswith(".xlsx"):
            return _sheet(path)
        is_packed = path.read_bytes()[:2] == b"\x1f\x8b"
        with gzip.open(path) if is_packed else path.open("rb") as read:
            head = read.read(FIRST)
    except (OSError, EOFError, duckdb.Error) as error:
        raise UnknownFileError(f"{path.name} cannot be read ({type(error).__name__}).") from None
    words: dict[str, tuple[Any, str]] = (
        {"compression": ("gzip", "the file is packed")} if is_packed else {}
    )
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


def _csv(path: Path, text: str, words: dict[str, tuple[Any, str]]) -> Look:
    widths = {
        delimiter: Counter(len(row) for _, row in _rows(text, delimiter)[:200])
        for delimiter in DELIMITERS
    }
    best = max(widths, key=lambda d: max((n * (w > 1), w) for w, n in widths[d].items()))
    rows = _rows(text, best)
    is_whole = len(rows) <= ROWS and len(text.encode()) < FIRST
    last = rows if is_whole else _last(path, words["encoding"][0], best)
    found = _table_in(path, rows, last, words, best)
    words["format"] = ("csv", f"a header and {len(found.records):,} rows looked at")
    words["delimiter"] = (best, f"{DELIMITERS[best]} give {len(found.fields)} fields in most rows")
    return found


def _table_in(
    path: Path,
    rows: Sequence[layout.Row],
    last: Sequence[layout.Row],
    words: dict[str, tuple[Any, str]],
    delimiter: str = "",
) -> Look:
    """The table among rows that begin a file and end it; adds where it stands to `words`.

    A column without a heading is none. Raises UnknownFileError where no row can be the headings.
    """
    numbers = layout.header(rows)
    if not numbers:
        raise UnknownFileError(
            f"{path.name} is no table with a header, and no JSON."
            if delimiter
            else f"{path.name}: none of its first {layout.TOP} rows can be the headings of those "
            "below. Let the sheet have one row of headings, or two, with one for each column."
        )
    names = layout.names([row for number, row in rows if number in numbers])
    width = max((place + 1 for place, name in enumerate(names) if name), default=0)
    above = [row for number, row in rows if number < numbers[0] and any(map(layout.plain, row))]
    if above and not _says_delimiter(above):
        where = numbers[0] if len(numbers) == 1 else list(numbers)
        words["header_rows"] = (where, f"titles stand above it, {len(above)} rows")
    elif len(numbers) > 1:
        words["header_rows"] = (list(numbers), "a row of groups above the names")
    body = [row for number, row in rows if number > numbers[-1] and any(map(layout.plain, row))]
    below = layout.footer([row for row in last if row[0] > numbers[-1]], body)
    if below:
        said: list[str] | int = list(below.words) or below.rows
        words["footer"] = (said, f"what stands below the records, in row {below.start:,}")
        body = [
            row
            for number, row in rows
            if numbers[-1] < number < below.start and any(map(layout.plain, row))
        ]
    records = [
        {name: row[place] or "" for place, name in enumerate(names) if name}
        for row in body
        if len(row) >= width and not any(map(layout.plain, row[len(names) :]))
    ]
    return Look(words, records)


def _says_delimiter(above: Sequence[Sequence[str | None]]) -> bool:
    """Whether all that stands above a header is `sep=`, which Excel writes and a reader knows."""
    return len(above) == 1 and layout.plain(above[0][0]).startswith("sep=")


def _rows(text: str, delimiter: str) -> list[layout.Row]:
    """Rows by the lines that they begin in, counted from 1."""
    csv.field_size_limit(FIRST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[layout.Row] = []
    line = 1
    try:
        for row in reader:
            if row:
                found.append((line, row))
            line = reader.line_num + 1
            if len(found) > ROWS:
                break
    except csv.Error:
        pass
    return found


def _last(path: Path, encoding: str, delimiter: str) -> list[layout.Row]:
    """The last rows of a file that was looked at in part, under numbers beyond those looked at.

    A footer is told by what it begins with; where is not asked. In UTF-16 nothing is looked for.
    """
    if encoding.startswith("utf-16"):
        return []
    is_packed = path.read_bytes()[:2] == b"\x1f\x8b"
    tail = b""
    with gzip.open(path) if is_packed else path.open("rb") as read:
        if not is_packed:
            read.seek(max(path.stat().st_size - TAIL, 0))
        while chunk := read.read(1 << 20):
            tail = (tail + chunk)[-TAIL:]
    text = tail.partition(b"\n")[2].decode(encoding, "replace")
    return [(ROWS * FIRST + number, row) for number, row in _rows(text, delimiter)]


def _json(path: Path, text: str, words: dict[str, tuple[Any, str]]) -> Look:
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


def _flat(values: list[Any], words: dict[str, tuple[Any, str]]) -> Look:
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


def _sheet(path: Path) -> Look:
    """The table in the first sheet of a workbook."""
    try:
        sheet = xlsx_sheet.first_sheet(path)
        cells = xlsx_sheet.used(path, sheet, layout.TOP)
    except UnreadableTableError as error:
        raise UnknownFileError(f"{path.name}: {error}") from error
    with at_rest.connect() as connection:
        extensions.load(connection, "excel")
        connection.execute(
            f"create temp table cells as select row_number() over () as row, * "
            f"from {xlsx_sheet.GRID}",
            [str(path), cells],
        )
        first = connection.execute(f"from cells where row <= {ROWS} order by row").fetchall()
        last = connection.execute(
            f"from (from cells order by row desc limit {layout.END * 2}) order by row"
        ).fetchall()
    words: dict[str, tuple[Any, str]] = {"format": ("xlsx", "its name ends in .xlsx")}
    rows, end = ([(n, cells) for n, *cells in found] for found in (first, last))
    return _table_in(path, rows, rows if len(last) >= len(first) else end, words)


def _parquet(path: Path) -> Look:
    with at_rest.connect() as connection:
        read = connection.execute(
            f"select cast(columns(*) as varchar) from (select * from read_parquet(?) limit {ROWS})",
            [globbed(path)],
        )
        names = [column[0] for column in read.description or ()]
        records = [
            {name: value or "" for name, value in zip(names, row, strict=True)}
            for row in read.fetchall()
        ]
    return Look({"format": ("parquet", "its name ends in .parquet")}, records)
