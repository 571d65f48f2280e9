"""Text files made readable: unpacked, decoded to UTF-8, and refused when they are something else.

The spool file is named by content, so no name a sender chose ever reaches DuckDB's globbing.
"""

from __future__ import annotations

import codecs
import gzip
import os
import re
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.company.departments import Extract
from orchestration.landing import bounds
from orchestration.landing.archive import CHUNK, Archived
from orchestration.landing.receipts import Drift, QuarantineError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC = (
    (b"PK\x03\x04", "a zip archive or Excel workbook"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF document"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or an encrypted one"),
)
BLANK = b"\0 \t\r\n\v\f"
SUFFIXES = (".unpacked", ".utf8", ".body")
# The longest last line that may be a trailer, in bytes.
TRAILER = 1 << 16


@dataclass(frozen=True)
class Text:
    """A text file as UTF-8; bytes that no encoding explains are still in it, as they were.

    `rows` is how many its trailer says there are; the trailer itself is cut off. From the line
    `stop` on, counted from 1, nothing is a record.
    """

    path: Path
    has_mark: bool
    drift: tuple[Drift, ...]
    rows: int | None = None
    stop: int | None = None


def as_text(archived: Archived, extract: Extract, folder: Path) -> Text:
    """Unpack and decode one archived file into `folder` where needed.

    Raises QuarantineError for an empty file, a broken gzip or one that swells beyond reason, a web
    page, a binary format or a line without end.
    """
    path = archived.path
    if extract.compression == "gzip":
        path = _unpacked(archived, folder)
    with path.open("rb") as read:
        head = read.read(4096)
    if not head.strip(BLANK):
        raise QuarantineError("The file is empty.")
    for magic, word in MAGIC:
        if head.startswith(magic):
            raise QuarantineError(f"The content is {word}, not {extract.format}.")
    encoding, drift = _encoding(head, path, extract)
    page = head.decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n").lower()
    if page.startswith(("<!doctype", "<html", "<?xml", "<head", "<body", "<error")):
        raise QuarantineError("A web page or XML document in place of data.")
    if extract.format != "json":  # a document has no lines; how large it may be, `documents` says
        bounds.refuse_long_lines(path)
    if encoding in ("utf-8", "utf-8-sig"):
        text = Text(path, encoding == "utf-8-sig", drift)
    else:
        text = Text(_decoded(path, encoding, archived, folder), False, drift)
    if extract.control is None or not extract.control.trailer:
        return text
    return _without_trailer(text, extract, extract.control.trailer, archived, folder)


def _without_trailer(
    text: Text, extract: Extract, pattern: str, archived: Archived, folder: Path
) -> Text:
    """The file up to its last line that is not blank, which says how many rows come before it.

    A file without one is refused: it may have been cut off. Only what we wrote ourselves, the
    redacted successor of a file, has none.
    """
    with text.path.open("rb") as read:
        start = max(read.seek(0, os.SEEK_END) - TRAILER, 0)
        read.seek(start)
        end = read.read()
    line = end.rstrip()
    cut = max(line.rfind(b"\n"), line.rfind(b"\r")) + 1
    said = line[cut:].strip().decode("utf-8", "replace")
    found = re.fullmatch(pattern, said) if cut or not start else None
    if found is None or not (found[1] or "").isdecimal():
        if archived.is_successor:
            return text
        raise QuarantineError(
            f"The last line is no trailer{extract.says('control')}; the file may be cut off."
        )
    target = folder / f"{archived.sha256}{SUFFIXES[2]}"
    with text.path.open("rb") as read, target.open("wb") as out:
        left = start + cut
        while left > 0 and (chunk := read.read(min(left, CHUNK))):
            left -= out.write(chunk)
    return replace(text, path=target, rows=int(found[1]))


def _unpacked(archived: Archived, folder: Path) -> Path:
    target = folder / f"{archived.sha256}{SUFFIXES[0]}"
    try:
        with gzip.open(archived.path) as read, target.open("wb") as out:
            while chunk := read.read(CHUNK):
                out.write(chunk)
                bounds.refuse_bomb(out.tell(), archived.size)
    except gzip.BadGzipFile as error:
        raise QuarantineError(f"Not a sound gzip file: {error}.") from error
    except (EOFError, zlib.error) as error:
        raise QuarantineError("The gzip file is cut off or corrupt.") from error
    return target


def encoding_of(path: Path, extract: Extract) -> str:
    """The encoding in which an unpacked text file was delivered."""
    with path.open("rb") as read:
        return _encoding(read.read(4096), path, extract)[0]


def _encoding(head: bytes, path: Path, extract: Extract) -> tuple[str, tuple[Drift, ...]]:
    contracted = codecs.lookup(extract.encoding).name
    found = next((name for mark, name in MARKS if head.startswith(mark)), None)
    even, odd = head[0::2].count(0) * 3, head[1::2].count(0) * 3
    if not found and odd > len(head) and even * 8 < odd:  # zeros at both places are no letters
        found = "utf-16-le"
    if not found and even > len(head) and odd * 8 < even:
        found = "utf-16-be"
    if not found and contracted != "utf-8":
        sort = _utf8(path)
        if sort == "ascii":
            return "utf-8", ()
        found = "utf-8" if sort == "utf-8" else None
    if found and found.removesuffix("-sig") != contracted:
        detail = f"looks like {found.removesuffix('-sig')}, contracted {extract.encoding}"
        return found, (Drift("encoding_changed", "", detail, "read as what it looks like"),)
    return found or contracted, ()


def _utf8(path: Path) -> str:
    """What the bytes are when read as UTF-8: `ascii`, `utf-8` or `no`."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    sort = "ascii"
    with path.open("rb") as read:
        try:
            while chunk := read.read(CHUNK):
                if not chunk.isascii():
                    sort = "utf-8"
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "no"
    return sort


def _decoded(path: Path, encoding: str, archived: Archived, folder: Path) -> Path:
    target = folder / f"{archived.sha256}{SUFFIXES[1]}"
    decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")
    with path.open("rb") as read, target.open("wb") as out:
        try:
            while chunk := read.read(CHUNK):
                out.write(decoder.decode(chunk).encode("utf-8", "surrogateescape"))
            out.write(decoder.decode(b"", final=True).encode("utf-8", "surrogateescape"))
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
            raise QuarantineError(f"The file does not decode as {encoding}.") from error
    return target
