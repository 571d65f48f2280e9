"""The XML of a workbook's first sheet: its rows counted, and the cells a fast reader hides.

Read as a stream of rows with regular expressions, because only four facts are wanted of it: which
rows hold a value, which formulas have none, what lies outside the header, which epoch dates have.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.landing.fate import QuarantineError

CHUNK = 4 << 20
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
VALUE = re.compile(rb"<(?:\w+:)?[vt](?: [^>]*)?>[^<]")
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
NUMBER = re.compile(rb'\br="([0-9]+)"')
LETTERS = re.compile(rb'\br="([A-Z]+)[0-9]*"')


@dataclass(frozen=True)
class Sheet:
    """The first sheet: the day its dates count from, and the other sheets, which are not read."""

    member: str
    epoch: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Doubts:
    """What a scan found. Rows are numbered in the sheet, from 1."""

    rows: list[int]
    problems: dict[int, str]


def first_sheet(path: Path) -> Sheet:
    """Find the first sheet. Raises QuarantineError when `path` is no readable workbook."""
    try:
        with zipfile.ZipFile(path) as book:
            workbook = book.read("xl/workbook.xml")
            relations = book.read("xl/_rels/workbook.xml.rels")
    except (zipfile.BadZipFile, KeyError, OSError, zlib.error) as error:
        raise QuarantineError("Not a sound Excel workbook.") from error
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
        raise QuarantineError("The workbook has no sheet.")
    member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    is_1904 = re.search(rb'date1904="(1|true)"', workbook)
    others = tuple(_attribute(sheet, b"name") for sheet in sheets[1:])
    return Sheet(member, "1904-01-01" if is_1904 else "1899-12-30", others)


def scan(path: Path, sheet: Sheet, width: int | None = None) -> Doubts:
    """Scan the sheet whole; `width` is the number of columns under the header, from its first.

    Raises QuarantineError when the sheet is cut off or its checksum is wrong.
    """
    rows: list[int] = []
    problems: dict[int, str] = {}
    number, left = 0, None
    for attributes, body in _rows(path, sheet.member):
        said = NUMBER.search(attributes)
        number = int(said[1]) if said else number + 1
        if not VALUE.search(body) and not FORMULA.search(body):
            continue
        cells = [(_column(c[1], at), c[2] or b"") for at, c in enumerate(CELL.finditer(body))]
        filled = [at for at, content in cells if VALUE.search(content)]
        rows.append(number)
        if left is None:
            left = min(filled, default=0)
        elif width is not None and filled and not left <= min(filled) <= max(filled) < left + width:
            problems[number] = "A value outside the columns of the header."
        if any(FORMULA.search(content) and not VALUE.search(content) for _, content in cells):
            problems[number] = "A formula that was never calculated."
    return Doubts(rows, problems)


def _rows(path: Path, member: str) -> Iterator[tuple[bytes, bytes]]:
    rest = b""
    try:
        with zipfile.ZipFile(path) as book, book.open(member) as read:
            while chunk := read.read(CHUNK):
                rest += chunk
                end = 0
                for row in ROW.finditer(rest):
                    end = row.end()
                    yield row[1], row[2] or b""
                rest = rest[end:]
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error) as error:
        raise QuarantineError("The workbook is cut off or corrupt.") from error


def _column(attributes: bytes, place: int) -> int:
    said = LETTERS.search(attributes)
    if not said:
        return place
    column = 0
    for letter in said[1]:
        column = column * 26 + letter - 64
    return column - 1


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return found[1].decode() if found else ""
