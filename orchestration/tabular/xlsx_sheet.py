"""The XML of a workbook's first sheet: its rows counted, and the cells a fast reader hides.

Read as a stream of rows with regular expressions, because only four facts are wanted of it: which
rows hold a value, which formulas have none, what lies outside the header, which epoch dates have.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.tabular.given import LONGEST, UnreadableTableError

CHUNK = 4 << 20
# As many as Excel has: up to XFD.
MOST_COLUMNS = 16_384
# What reading an archive raises: cut off, corrupt, with a password, packed in a way unknown here,
# or with numbers and names that are none.
UNSOUND = (
    zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, EOFError, OSError, RuntimeError,
    ValueError, struct.error, zlib.error,
)  # fmt: skip
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
VALUE = re.compile(rb"<(?:\w+:)?[vt](?: [^>]*)?>[^<]")
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
PREFIX = re.compile(rb"<((?:\w+:)?)sheetData\b")
NUMBER = re.compile(rb'\br="([0-9]+)"')
LETTERS = re.compile(rb'\br="([A-Z]+)[0-9]*"')


@dataclass(frozen=True)
class Sheet:
    """The first sheet: the day its dates count from, and the other sheets, which are not read."""

    member: str
    epoch: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Scan:
    """What a scan found. Rows are numbered in the sheet, from 1."""

    rows: list[int]
    problems: dict[int, str]


def first_sheet(path: Path) -> Sheet:
    """Find the first sheet. Raises UnreadableTableError when `path` is no readable workbook."""
    try:
        with zipfile.ZipFile(path) as book:
            workbook = book.read("xl/workbook.xml")
            relations = book.read("xl/_rels/workbook.xml.rels")
        sheet = _first(workbook, relations)
        _refuse_wide(path, sheet)
        return sheet
    except UnreadableTableError:
        raise
    except UNSOUND as error:
        raise UnreadableTableError("Not a sound Excel workbook.") from error


def _first(workbook: bytes, relations: bytes) -> Sheet:
    sheets = re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", workbook)
    found = (
        re.search(rb'r?:?id="([^"]+)"', sheets[0][sheets[0].find(b":id=") :]) if sheets else None
    )
    targets = {
        _attribute(relation, b"Id"): _attribute(relation, b"Target")
        for relation in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", relations)
    }
    target = targets.get(found[1].decode()) if found else None
    if not target:
        raise UnreadableTableError("The workbook has no sheet.")
    member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    is_1904 = re.search(rb'date1904="(1|true)"', workbook)
    others = tuple(_attribute(sheet, b"name") for sheet in sheets[1:])
    return Sheet(member, "1904-01-01" if is_1904 else "1899-12-30", others)


def _refuse_wide(path: Path, sheet: Sheet) -> None:
    """Look at the rows up to the first that holds a value: a reader makes room for their columns.

    Raises UnreadableTableError for a cell where no spreadsheet has one.
    """
    for _, body in _rows(path, sheet.member):
        places = (LETTERS.search(cell[1]) for cell in CELL.finditer(body))
        if any(place and index_of(place[1]) >= MOST_COLUMNS for place in places):
            raise UnreadableTableError(f"A cell beyond the {MOST_COLUMNS:,} columns of a sheet.")
        if VALUE.search(body) or FORMULA.search(body):
            return


def scan(path: Path, sheet: Sheet, width: int | None = None) -> Scan:
    """Scan the sheet whole; `width` is the number of columns under the header, from its first.

    Raises UnreadableTableError when the sheet is cut off or its checksum is wrong.
    """
    rows: list[int] = []
    problems: dict[int, str] = {}
    columns: range | None = None
    for number, body in _rows(path, sheet.member):
        if not VALUE.search(body) and not FORMULA.search(body):
            continue
        rows.append(number)
        if columns is None:
            left = min(_filled(body), default=0)
            columns = range(left, left + (len(body) if width is None else width))
        elif not _is_plain(body, columns) and (problem := _problem(body, columns)):
            problems[number] = problem
    return Scan(rows, problems)


def _is_plain(body: bytes, columns: range) -> bool:
    """True for a row, like most, without formulas and whose last cell is within the columns."""
    last = LETTERS.search(body, max(body.rfind(b' r="'), 0))
    return last is not None and index_of(last[1]) < columns.stop and not FORMULA.search(body)


def _problem(body: bytes, columns: range) -> str | None:
    for cell in CELL.finditer(body):
        if FORMULA.search(cell[2] or b"") and not VALUE.search(cell[2]):
            return "A formula that was never calculated."
    if any(place not in columns for place in _filled(body)):
        return "A value outside the columns of the header."
    return None


def _filled(body: bytes) -> list[int]:
    """The columns of a row's cells that hold a value."""
    found = []
    for place, cell in enumerate(CELL.finditer(body)):
        if VALUE.search(cell[2] or b""):
            said = LETTERS.search(cell[1])
            found.append(index_of(said[1]) if said else place)
    return found


def _rows(path: Path, member: str) -> Iterator[tuple[int, bytes]]:
    """(number, cells) of every row that has cells, split at the end tags: far faster than regex."""
    rest, number, start, end = b"", 0, b"<row", b"</row>"
    try:
        with zipfile.ZipFile(path) as book, book.open(member) as read:
            while chunk := read.read(CHUNK):
                if prefix := PREFIX.search(chunk):
                    start, end = b"<" + prefix[1] + b"row", b"</" + prefix[1] + b"row>"
                *rows, rest = (rest + chunk).split(end)
                if len(rest) > LONGEST:
                    raise UnreadableTableError(f"A row is longer than {LONGEST >> 20} MB.")
                for row in rows:
                    # Rows without cells close themselves, in front of the one that is ended here.
                    opened = row.rfind(start)
                    tag = row.find(b">", opened)
                    said = NUMBER.search(row, opened, tag)
                    number = int(said[1]) if said else number + row.count(start)
                    yield number, row[tag + 1 :]
    except UnreadableTableError:
        raise
    except UNSOUND as error:
        raise UnreadableTableError("The workbook is damaged, cut off or corrupt.") from error


def index_of(letters: bytes) -> int:
    """The 0-based column that letters name: `AB` is 27."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return found[1].decode() if found else ""
