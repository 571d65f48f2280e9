"""Rows of delimited text. Rows are never lost: a file in which a quote swallows others is refused,
not half read.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from orchestration.tabular.given import UnreadableTableError

DELIMITERS = ",;\t|"
WIDEST = 1000
MOST_BREAKS = 50
MOST = 0.6

Text = Callable[[], AbstractContextManager[TextIO]]


@dataclass(frozen=True)
class Dialect:
    """How a text is to be read; `width` is the number of cells of its widest row."""

    delimiter: str
    is_strict: bool
    width: int


def dialect(path: Path, text: Text) -> Dialect:
    """The dialect of a text, by reading it once. Raises UnreadableTableError."""
    csv.field_size_limit(64 << 20)
    with text() as file:
        delimiter = _delimiter(file.read(1 << 16))
    is_strict, width = _measure(path, text, delimiter)
    return Dialect(delimiter, is_strict, width)


def rows(text: Text, by: Dialect) -> Iterator[list[str]]:
    """Every row, blank ones included."""
    with text() as file:
        yield from csv.reader(file, delimiter=by.delimiter, strict=by.is_strict)


def _measure(path: Path, text: Text, delimiter: str) -> tuple[bool, int]:
    """(strict, widest row), by reading the file once; strict where its quotes are clean."""
    for is_strict in (True, False):
        widths: Counter[int] = Counter()
        with text() as file:
            reader = csv.reader(file, delimiter=delimiter, strict=is_strict)
            try:
                widths.update(map(len, reader))
            except csv.Error as error:
                if "unexpected end" in str(error):
                    raise UnreadableTableError(
                        f"{path}: a quote is opened and never closed before line "
                        f"{reader.line_num:,}. Export it again."
                    ) from None
                continue
            lines = reader.line_num
        width, count = max(widths, default=0), sum(widths.values())
        if not is_strict and lines > count + MOST_BREAKS:
            raise UnreadableTableError(f"{path}: stray quotes swallow rows. Export it again.")
        if not width or width > WIDEST:
            raise UnreadableTableError(f"{path} is no table: {width:,} columns in its widest row.")
        return is_strict, width
    raise UnreadableTableError(f"{path} cannot be read as CSV.")


def _delimiter(sample: str) -> str:
    """The delimiter under which most rows agree on a width above one; the wider wins a tie."""
    lines = sample.splitlines()[:100]
    best, chosen = (MOST, 1), ","
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if width > 1 and (count / sum(widths.values()), width) > best:
            best, chosen = (count / sum(widths.values()), width), delimiter
    return chosen
