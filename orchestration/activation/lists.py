"""A list as some marketing tool exported it → the table `list_rows`, every cell as text.

Rows are never lost: a file in which a quote swallows others is refused, not half read.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import TextIO

import duckdb
import pyarrow as pa

from orchestration import extensions
from orchestration.activation import encodings
from orchestration.landing import xlsx_sheet
from orchestration.landing.fate import QuarantineError

DELIMITERS = ",;\t|"
BATCH = 1 << 16
WIDEST = 1000
MOST_BREAKS = 50
MOST = 0.6

_Text = Callable[[], AbstractContextManager[TextIO]]


class UnreadableListError(ValueError):
    """The file is no list we can read whole; the message says why, without its contents."""


@dataclass(frozen=True)
class Shape:
    """How a list was read: its columns c0, c1, …, and how many rows, header and blanks included.

    The table `list_rows` holds those and `row`, 1-based as a spreadsheet counts records.
    """

    columns: tuple[str, ...]
    rows: int
    delimiter: str = ","


def read(connection: duckdb.DuckDBPyConnection, path: Path) -> Shape:
    """Read a CSV file (plain or gzipped, any usual encoding and delimiter) or the first sheet of
    an Excel workbook into `list_rows`.

    Raises UnreadableListError.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise UnreadableListError(f"{path} cannot be read: {error.strerror}.") from error
    if not start:
        raise UnreadableListError(f"{path} is empty.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableListError(f"{path} is an old or protected workbook. Save it as .xlsx.")
    if start.startswith(b"PK\x03\x04"):
        shape = _read_workbook(connection, path)
    else:
        shape = _read_text(connection, path, is_packed=start.startswith(b"\x1f\x8b"))
    cells = " and ".join(f"coalesce(trim({column}), '') = ''" for column in shape.columns)
    connection.execute(f"delete from list_rows where {cells}")
    return shape


def _read_workbook(connection: duckdb.DuckDBPyConnection, path: Path) -> Shape:
    extensions.load(connection, "excel")
    try:
        xlsx_sheet.first_sheet(path)  # DuckDB never returns from a file that only begins like one
        found = connection.execute(
            "select * from read_xlsx(?, all_varchar = true, header = false, stop_at_empty = false)",
            [str(path)],
        )
        table = found.to_arrow_table()
    except (duckdb.Error, QuarantineError) as error:
        raise UnreadableListError(
            f"{path} is no sound workbook, or its first sheet is empty."
        ) from error
    names = [f"c{place}" for place in range(table.num_columns)]
    connection.register("list_batch", table.rename_columns(names))
    connection.execute(
        "create or replace table list_rows as select row_number() over () as row, * from list_batch"
    )
    connection.unregister("list_batch")
    return Shape(tuple(names), table.num_rows)


def _read_text(connection: duckdb.DuckDBPyConnection, path: Path, *, is_packed: bool) -> Shape:
    opened = gzip.open if is_packed else open
    try:
        with opened(path, "rb") as packed:
            encoding = encodings.of(packed.read)
    except (OSError, EOFError) as error:
        raise UnreadableListError(f"{path} is cut off or damaged.") from error
    except UnicodeError as error:
        raise UnreadableListError(f"{path} is no text: neither CSV nor Excel.") from error

    @contextmanager
    def text() -> Iterator[TextIO]:
        with opened(path, "rt", encoding=encoding, newline="", errors="replace") as file:
            first = file.readline()
            if not first.lower().startswith("sep="):  # Excel's own way to name the delimiter
                file.seek(0)
            yield file

    csv.field_size_limit(64 << 20)
    with text() as file:
        delimiter = _delimiter(file.read(1 << 16))
    is_strict, width, rows = _measure(path, text, delimiter)
    names = [f"c{place}" for place in range(width)]
    columns = ", ".join(f"{name} varchar" for name in names)
    connection.execute(f"create or replace table list_rows (row bigint, {columns})")
    done = 0
    with text() as file:
        reader = csv.reader(file, delimiter=delimiter, strict=is_strict)
        while batch := list(islice(reader, BATCH)):
            cells = list(zip_longest(*batch, fillvalue=None))
            cells += [(None,) * len(batch)] * (width - len(cells))
            arrays = [pa.array(column, pa.string()) for column in cells]
            numbers = pa.array(range(done + 1, done + len(batch) + 1), pa.int64())
            connection.register("list_batch", pa.table([numbers, *arrays], ["row", *names]))
            connection.execute("insert into list_rows select * from list_batch")
            connection.unregister("list_batch")
            done += len(batch)
    return Shape(tuple(names), rows, delimiter)


def _measure(path: Path, text: _Text, delimiter: str) -> tuple[bool, int, int]:
    """(strict, widest row, rows), by reading the file once; strict where its quotes are clean."""
    for is_strict in (True, False):
        widths: Counter[int] = Counter()
        with text() as file:
            reader = csv.reader(file, delimiter=delimiter, strict=is_strict)
            try:
                widths.update(map(len, reader))
            except csv.Error as error:
                if "unexpected end" in str(error):
                    raise UnreadableListError(
                        f"{path}: a quote is opened and never closed before line "
                        f"{reader.line_num:,}. Export the list again."
                    ) from None
                continue
            lines = reader.line_num
        width, rows = max(widths, default=0), sum(widths.values())
        if not is_strict and lines > rows + MOST_BREAKS:
            raise UnreadableListError(f"{path}: stray quotes swallow rows. Export the list again.")
        if not width or width > WIDEST:
            raise UnreadableListError(f"{path} is no list: {width:,} columns in its widest row.")
        return is_strict, width, rows
    raise UnreadableListError(f"{path} cannot be read as CSV.")


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
