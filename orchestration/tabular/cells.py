"""One file → a table of its cells, whatever kind of file it is."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, TextIO

import duckdb
import pyarrow as pa

from orchestration.tabular import columnar, delimited, encodings, objects
from orchestration.tabular.given import UnreadableTableError

BATCH = 1 << 16


@dataclass(frozen=True)
class Shape:
    """How a list was read: its columns c0, c1, …, and how many rows, titles and blanks included.

    The table holds those and `row`, 1-based as a spreadsheet counts records; the rows of a second
    file go on where the first ends. `notes` say what was not read.
    """

    columns: tuple[str, ...]
    rows: int
    delimiter: str = ","
    notes: tuple[str, ...] = ()


def cells_of(connection: duckdb.DuckDBPyConnection, path: Path, into: str) -> Shape:
    """Write the cells of one file, blank rows left out, to `into`. Raises UnreadableTableError."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise UnreadableTableError(f"{path} cannot be read: {error.strerror}.") from error
    if not start:
        raise UnreadableTableError(f"{path} is empty.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableTableError(f"{path} is an old or protected workbook. Save it as .xlsx.")
    if start.startswith(b"PK\x03\x04"):
        shape = Shape(*columnar.workbook(connection, path, into))
    elif start.startswith(b"PAR1"):
        shape = Shape(*columnar.parquet(connection, path, into))
    else:
        shape = _text(connection, path, into, is_packed=start.startswith(b"\x1f\x8b"))
    cells = " and ".join(f"coalesce(trim({column}), '') = ''" for column in shape.columns)
    connection.execute(f"delete from {into} where {cells}")
    return shape


def _text(
    connection: duckdb.DuckDBPyConnection, path: Path, into: str, *, is_packed: bool
) -> Shape:
    opened: Callable[..., Any] = gzip.open if is_packed else open
    try:
        with opened(path, "rb") as packed:
            encoding = encodings.of(packed.read)
    except (OSError, EOFError) as error:
        raise UnreadableTableError(f"{path} is cut off or damaged.") from error
    except UnicodeError as error:
        raise UnreadableTableError(
            f"{path} is no text, and neither a workbook nor Parquet."
        ) from error

    @contextmanager
    def text() -> Iterator[TextIO]:
        with opened(path, "rt", encoding=encoding, newline="", errors="replace") as file:
            first = file.readline()
            if not first.lower().startswith("sep="):  # Excel's own way to name the delimiter
                file.seek(0)
            yield file

    with text() as file:
        is_json = objects.begins(file.read(1 << 12))
    if is_json:
        records = objects.rows(path, text)
        return _stored(connection, into, records, len(records[0]), ",")
    by = delimited.dialect(path, text)
    return _stored(connection, into, delimited.rows(text, by), by.width, by.delimiter)


def _stored(
    connection: duckdb.DuckDBPyConnection,
    into: str,
    rows: Iterable[Sequence[str | None]],
    width: int,
    delimiter: str,
) -> Shape:
    names = [f"c{place}" for place in range(width)]
    columns = ", ".join(f"{name} varchar" for name in names)
    connection.execute(f"create or replace table {into} (row bigint, {columns})")
    done, rest = 0, iter(rows)
    while batch := list(islice(rest, BATCH)):
        cells = list(zip_longest(*batch, fillvalue=None))
        cells += [(None,) * len(batch)] * (width - len(cells))
        arrays = [pa.array(column, pa.string()) for column in cells]
        places = pa.array(range(done + 1, done + len(batch) + 1), pa.int64())
        connection.register("tabular_batch", pa.table([places, *arrays], ["row", *names]))
        connection.execute(f"insert into {into} select * from tabular_batch")
        connection.unregister("tabular_batch")
        done += len(batch)
    return Shape(tuple(names), done, delimiter)
