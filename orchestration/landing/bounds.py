"""What a file may cost before anybody has understood it: depth, length of a line, unpacked bytes.

Parsers are quick because they trust; these bounds are looked at first, in memory that does not
follow the file's size.
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

from orchestration.landing.archive import CHUNK
from orchestration.landing.receipts import QuarantineError
from orchestration.tabular import xlsx_sheet
from orchestration.tabular.given import LONGEST

# Nobody's records are nested so deep; a parser that calls itself dies at some ten thousand.
DEEPEST = 200
# Bytes of one record of JSON. DuckDB takes eight times its text to read one, rounded up, and each
# thread reads its own: more than this does not fit a run's memory as it is set by default.
LARGEST_RECORD = 30 << 20
# Text packs 5 to 50 times, zeros a thousand times. Below the floor a bomb does no harm.
PACKED_MOST, HARMLESS = 200, 64 << 20
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[{]|[\]}]")
_LINE_END = re.compile(rb"[\r\n]")


def is_too_deep(json: bytes) -> bool:
    """Whether a JSON text, sound or not, opens more than DEEPEST brackets inside each other."""
    if json.count(b"{") + json.count(b"[") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", json)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > DEEPEST:
            return True
    return False


def refuse_long_lines(path: Path) -> None:
    """Read a text file through once where it is large enough to hold a line beyond LONGEST.

    Raises QuarantineError for such a line.
    """
    if path.stat().st_size <= LONGEST:
        return
    length = 0
    with path.open("rb") as read:
        while chunk := read.read(CHUNK):
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            first = _LINE_END.search(chunk)
            if length + (first.start() if first else len(chunk)) > LONGEST:
                raise QuarantineError(f"A line is longer than {LONGEST >> 20} MB.")
            length = length + len(chunk) if last < 0 else len(chunk) - last - 1


def refuse_bomb(unpacked: int, packed: int) -> None:
    """Raises QuarantineError where so few bytes cannot honestly hold so many."""
    if unpacked > HARMLESS and unpacked > PACKED_MOST * packed:
        raise QuarantineError(f"It unpacks to more than {PACKED_MOST} times its size.")


def refuse_zip_bomb(path: Path) -> None:
    """Add up what a zip archive says of its parts. Raises QuarantineError for a bomb."""
    try:
        with zipfile.ZipFile(path) as book:
            unpacked = sum(part.file_size for part in book.infolist())
    except xlsx_sheet.UNSOUND as error:
        raise QuarantineError("Not a sound Excel workbook.") from error
    refuse_bomb(unpacked, path.stat().st_size)


def is_hole(path: Path) -> bool:
    """Whether a file begins with nothing but zeros, and takes no room on the disk for them."""
    about = path.stat()
    if about.st_size < CHUNK or about.st_blocks * 512 > about.st_size // 2:
        return False
    with path.open("rb") as read:
        return not read.read(4096).strip(b"\0")


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a delivered file is, through links, one outside of its department's folder."""
    return not path.resolve().is_relative_to(folder.resolve())


def shown(name: str) -> str:
    r"""A file's name as text: bytes that are no UTF-8 are written as `\xff`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
