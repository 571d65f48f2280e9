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
# As many as Excel has: up to XFD, and down to this row.
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
# A range of a workbook's first sheet as it stands, blank rows too; binds its path and the range.
GRID = "read_xlsx(?, all_varchar = true, header = false, stop_at_empty = false, range = ?)"
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
    """What a scan found. Rows are numbered in the sheet, from 1.

    `rows` are those that hold a value, from the last row of the header on, which begins at `top`;
    `columns` are those of the header.
    """

    rows: list[int]
    problems: dict[int, str]
    top: int
    columns: range

    @property
    def cells(self) -> str:
        """The header and all below it, as a spreadsheet writes it: `B4:F120`."""
        left, right = letters_of(self.columns.start), letters_of(self.columns.stop - 1)
        return f"{left}{self.top}:{right}{self.rows[-1]}"


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


def scan(path: Path, sheet: Sheet, header_rows: tuple[int, ...] = ()) -> Scan:
    """Scan the sheet whole; its header is in `header_rows`, else in the first row with a value.

    Raises UnreadableTableError when the sheet is cut off, its checksum is wrong, or no value is in
    the header.
    """
    rows: list[int] = []
    problems: dict[int, str] = {}
    names: set[int] = set()
    columns = range(0)
    for number, body in _rows(path, sheet.member):
        if not VALUE.search(body) and not FORMULA.search(body):
            continue
        if header_rows and number < header_rows[-1]:
            names.update(_filled(body) if number in header_rows else ())
            continue
        rows.append(number)
        if len(rows) == 1:
            if header_rows and number > header_rows[-1]:
                break
            names.update(_filled(body))
            columns = range(min(names, default=0), max(names, default=-1) + 1)
        elif not _is_plain(body, columns) and (problem := _problem(body, columns)):
            problems[number] = problem
    if header_rows and (not rows or rows[0] != header_rows[-1]):
        raise UnreadableTableError(f"Row {header_rows[-1]} of the first sheet is empty.")
    if not columns:
        raise UnreadableTableError("The first sheet is empty.")
    return Scan(rows, problems, header_rows[0] if header_rows else rows[0], columns)


def used(path: Path, sheet: Sheet, first: int) -> str:
    """The cells of all rows, as wide as the widest of the `first` rows with a value: `B1:F120`.

    Raises UnreadableTableError when the sheet is damaged, or nothing is in it.
    """
    rows: list[int] = []
    columns: set[int] = set()
    for number, body in _rows(path, sheet.member):
        if VALUE.search(body):
            rows.append(number)
            columns.update(_filled(body) if len(rows) <= first else ())
    if not columns:
        raise UnreadableTableError("The first sheet is empty.")
    return f"{letters_of(min(columns))}1:{letters_of(max(columns))}{rows[-1]}"


def _is_plain(body: bytes, columns: range) -> bool:
    """True for a row, like most, without formulas and all of whose cells are within the columns."""
    first, last = LETTERS.search(body), LETTERS.search(body, max(body.rfind(b' r="'), 0))
    if first is None or last is None or FORMULA.search(body):
        return False
    return columns.start <= index_of(first[1]) and index_of(last[1]) < columns.stop


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


def letters_of(column: int) -> str:
    """The letters of a 0-based column: 27 is `AB`."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return found[1].decode() if found else ""
