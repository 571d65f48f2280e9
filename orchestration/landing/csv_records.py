"""CSV record by record, for the files a fast reader refuses: nothing is skipped, all is counted."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from orchestration.landing.receipts import QuarantineError
from orchestration.landing.spool import Text
from orchestration.tabular.given import LONGEST


@dataclass(frozen=True)
class Record:
    """One record: its 1-based number and first line, its raw text, its fields or its problem."""

    row: int
    line: int
    raw: str
    fields: list[str]
    problem: str | None = None

    @property
    def raw_bytes(self) -> bytes:
        return self.raw.encode("utf-8", "surrogateescape")


class _Lines:
    """Physical lines with a memory, so that a record gone wrong can be read again."""

    def __init__(self, file: TextIO, most: int | None = None) -> None:
        self._file = file
        self._most = most
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._most is not None and self.line >= self._most:
            raise StopIteration
        line = self._again.popleft() if self._again else self._file.readline(LONGEST)
        if not line:
            raise StopIteration
        if len(line) == LONGEST:
            raise QuarantineError(f"A line is longer than {LONGEST >> 20} MB.")
        self.taken.append(line)
        self.line += 1
        return line

    def peek(self) -> str:
        """The next line, not taken; empty at the end."""
        line = next(self, "")
        if line:
            self.taken.pop()
            self.line -= 1
            self._again.appendleft(line)
        return line

    def keep_first(self) -> None:
        """Give back all lines taken but the first."""
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        self.line -= len(rest)
        self.taken = [first]


def open_text(text: Text) -> TextIO:
    """The file as lines with their own endings; undecodable bytes become lone surrogates."""
    csv.field_size_limit(LONGEST)
    encoding = "utf-8-sig" if text.has_mark else "utf-8"
    return text.path.open(encoding=encoding, errors="surrogateescape", newline="")


def count(text: Text, delimiter: str, skip: int) -> int:
    """The number of records below the header, blank lines left out. Raises csv.Error."""
    with open_text(text) as file:
        for _ in range(skip):
            file.readline()
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        next(reader, None)
        return sum(1 for fields in reader if fields)


def records(text: Text, delimiter: str, width: int, skip: int) -> Iterator[Record]:
    """Every record below the header; one with a problem costs only itself.

    A quote that never closes would swallow the records behind it: then the first line alone is
    the bad record, and reading goes on at the second.
    """
    with open_text(text) as file:
        for _ in range(skip):
            file.readline()
        lines = _Lines(file, None if text.stop is None else text.stop - 1 - skip)
        plain = csv.reader(lines, delimiter=delimiter, strict=True)
        spaced = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
        space_before_quote = re.compile(f'(^|{re.escape(delimiter)}) +"').search
        next(plain, None)
        row = 0
        while True:
            lines.taken = []
            first_line = lines.line + 1 + skip
            problem = None
            try:
                fields = next(spaced if space_before_quote(lines.peek()) else plain)
            except StopIteration:
                return
            except csv.Error:
                lines.keep_first()
                fields, problem = [], "A quote is not closed, or text follows a closing quote."
            if not fields and problem is None:
                continue
            row += 1
            raw = "".join(lines.taken)
            problem = problem or _problem(fields, raw, width)
            yield Record(row, first_line, raw, fields[:width], problem)


def _problem(fields: list[str], raw: str, width: int) -> str | None:
    if not raw.isascii() and any("\ud800" <= letter <= "\udfff" for letter in raw):
        return "Bytes that the contract's encoding does not know."
    if len(fields) < width or any(fields[width:]):
        return f"{len(fields)} fields where the header has {width}."
    return None
