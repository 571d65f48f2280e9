"""What every reader hands on: the records of one file in a temporary table, still as written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.landing.receipts import Drift
from orchestration.quoting import literal

TEXT = "landing_text"
TYPED = "landing_typed"
REJECTS = "landing_rejects"
# Keys that are already those of other records (see reuse).
REUSED = "landing_reused"
# Rows of a file and the records they make up, where several rows are one.
ROWS = "landing_rows"
RECORDS = "landing_records"


@dataclass(frozen=True)
class Source:
    """Where a contracted column comes from: SQL over the staged relation.

    `text` reads it as varchar. `typed` reads it as the contract's type where the file is typed
    (Parquet); without it the text is cast.
    """

    text: str
    typed: str | None = None


@dataclass(frozen=True)
class Staged:
    """The records of one file.

    `relation` has `_row` (1-based number of the record) and whatever the sources read. `records`
    was counted without the engine that read them. `origin` gives (row, line, raw bytes) of the
    wanted rows. `broken` is SQL for the reason a whole record cannot be read, else null. `notes`
    are sentences for the receipt. `rows` are those of the file, where several make up a record;
    `trailer` is how many its last line says there are.
    """

    relation: str
    sources: dict[str, Source]
    records: int
    origin: Callable[[set[int]], Iterable[tuple[int, int, bytes]]]
    extra: str = "null"
    broken: str = "null"
    drift: tuple[Drift, ...] = ()
    excel_epoch: str | None = None
    notes: tuple[str, ...] = ()
    rows: int = 0
    trailer: int | None = None


def clear(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what the file before has left behind and make an empty table of rejects."""
    for table in (TEXT, TYPED, ROWS, RECORDS):
        connection.execute(f"drop table if exists temp.{table}")
    connection.execute(
        f"create or replace temp table {REJECTS} (row bigint, line bigint, column_name varchar, "
        "kind varchar, reason varchar, raw_bytes blob);"
        f"create or replace temp table {REUSED} (key_values varchar[])"
    )


def append(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, Any], select: str = "*"
) -> None:
    """Append columns (name to Arrow-able values) to a temporary table, by position."""
    connection.register("landing_batch", pa.table(columns))
    try:
        connection.execute(f"insert into temp.{table} select {select} from landing_batch")
    finally:
        connection.unregister("landing_batch")


def reject(
    connection: duckdb.DuckDBPyConnection,
    rejected: Sequence[tuple[int, int, str | None, str, str, bytes]],
) -> None:
    """Append rejects: (row, line, column or None, `record` or `value`, reason, raw bytes)."""
    if not rejected:
        return
    row, line, column, kind, reason, raw = zip(*rejected, strict=True)
    append(
        connection,
        REJECTS,
        {
            "row": pa.array(row, pa.int64()),
            "line": pa.array(line, pa.int64()),
            "column_name": pa.array(column, pa.string()),
            "kind": pa.array(kind, pa.string()),
            "reason": pa.array(reason, pa.string()),
            "raw_bytes": pa.array(raw, pa.binary()),
        },
    )


def empty_columns(connection: duckdb.DuckDBPyConnection, places: Sequence[int]) -> list[int]:
    """Those columns `c0`, `c1`, … of the staged text that hold no value."""
    counts = ", ".join(f"count(nullif(trim(c{place}), ''))" for place in places)
    [counted] = connection.execute(f"select {counts} from temp.{TEXT}").fetchall()
    return [place for place, count in zip(places, counted, strict=True) if not count]


def rows_as_json(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], above: int, rows: set[int]
) -> Iterator[tuple[int, int, bytes]]:
    """(row, line, JSON) of staged rows, for formats whose records have no text of their own.

    `names` are the file's own names of `c0`, `c1`, …; `above` counts the lines above row 1.
    """
    pairs = ", ".join(f"{literal(name)}, c{place}" for place, name in enumerate(names))
    found = connection.execute(
        f"select _row, cast(json_object({pairs}) as varchar) from temp.{TEXT} "
        "where _row in (select unnest(?))",
        [sorted(rows)],
    ).fetchall()
    for row, record in found:
        yield row, row + above, record.encode()


def extras_as_json(extras: Sequence[tuple[str, str]]) -> str:
    """SQL for a JSON object of (name, SQL expression) pairs, nulls left out; null without any."""
    if not extras:
        return "null"
    pairs = ", ".join(f"{literal(name)}, {value}" for name, value in extras)
    given = " or ".join(f"{value} is not null" for _, value in extras)
    return f"case when {given} then json_merge_patch('{{}}', json_object({pairs})) end"
