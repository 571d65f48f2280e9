"""Which encoding a text is in: by its mark, by its zeros, else UTF-8 if it is, else Windows's."""

from __future__ import annotations

import codecs
from collections.abc import Callable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20


def of(read: Callable[[int], bytes]) -> str:
    """The encoding of bytes, read from first to last with `read(size)`.

    Raises UnicodeError where it cannot be text: more than one letter in a hundred is a control.
    """
    start = read(4096)
    encoding = _guess(start) or _eight_bits(start, read)
    letters = start[: len(start) // 2 * 2].decode(encoding, "replace")
    controls = sum(letter < " " and letter not in "\t\n\f\r" for letter in letters)
    if controls * 100 > len(letters):
        raise UnicodeError("control characters")
    return encoding


def _guess(start: bytes) -> str | None:
    """By its mark, or by the zeros that two-byte letters of plain English have."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    pairs = max(len(start) // 2, 1)
    if start[1::2].count(0) > pairs * 0.4:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > pairs * 0.4 else None


def _eight_bits(start: bytes, read: Callable[[int], bytes]) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while start:
            decoder.decode(start)
            start = read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
