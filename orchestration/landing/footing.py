"""Where the records of a file end and its footer begins: totals, notes, who printed it and when.

A footer is never told by the number of its rows alone: where a row of it could be a record, the
file is refused.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.company.departments import Extract
from orchestration.company.mapped import Footer
from orchestration.landing.receipts import QuarantineError
from orchestration.tabular import layout


@dataclass(frozen=True)
class Row:
    """A row below the header: its number in the file, its first value, whether its key is whole."""

    line: int
    first: str
    is_keyed: bool


def start(rows: Iterable[Row], extract: Extract, footer: Footer) -> int:
    """The number of the first row of the footer, of rows from the first below the header on.

    Raises QuarantineError where there is no footer, so that the file may be cut off, and where a
    row within it may be a record.
    """
    if footer.words:
        return _by_words(rows, extract, re.compile(layout.pattern(footer.words)))
    last = deque(rows, maxlen=footer.rows)
    if len(last) < footer.rows:
        raise QuarantineError(f"Fewer rows than the footer has{extract.says('footer')}.")
    if keyed := next((row for row in last if row.is_keyed), None):
        raise QuarantineError(
            f"Line {keyed.line:,} has a whole key and may be a record; the footer of "
            f"{footer.rows} rows{extract.says('footer')} is another, or the file is cut off. "
            'footer: ["..."] would say what its rows begin with.'
        )
    return last[0].line


def _by_words(rows: Iterable[Row], extract: Extract, words: re.Pattern[str]) -> int:
    found: int | None = None
    for row in rows:
        is_said = bool(words.fullmatch(layout.plain(row.first)))
        if found is None and is_said:
            found = row.line
        elif found is not None and row.is_keyed and not is_said:
            raise QuarantineError(
                f"The footer{extract.says('footer')} begins in line {found:,}, and line "
                f"{row.line:,} below it may be a record. If it is none, add what it begins with to "
                "footer; else say another footer."
            )
    if found is None:
        raise QuarantineError(
            f"No row begins as the footer does{extract.says('footer')}; the file may be cut off."
        )
    return found


def first_value(cells: Iterable[str | None]) -> str:
    return next((cell for cell in cells if cell and cell.strip()), "")
