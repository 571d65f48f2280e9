"""Parquet extracts: each file on its own, scanned whole before it counts as readable."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import duckdb

from orchestration.departments import Column, Extract
from orchestration.landing import header
from orchestration.landing.archive import Archived
from orchestration.landing.fate import Drift, QuarantineError
from orchestration.landing.staged import TEXT, Source, Staged, extras_as_json, globbed
from orchestration.warehouse import quoted

NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")


def stage(connection: duckdb.DuckDBPyConnection, extract: Extract, archived: Archived) -> Staged:
    """Stage one Parquet file, typed as it is.

    Raises QuarantineError when it is not sound Parquet or its columns do not match.
    """
    path = globbed(archived.path)
    if archived.size == 0:
        raise QuarantineError("The file is empty.")
    read = "read_parquet(?, file_row_number = true, binary_as_string = true)"
    try:
        described = connection.execute(f"describe select * from {read}", [path]).fetchall()
        [(records,)] = connection.execute(
            "select num_rows from parquet_file_metadata(?)", [path]
        ).fetchall()
    except duckdb.Error as error:
        raise QuarantineError("Not a sound Parquet file.") from error
    types = {row[0]: str(row[1]) for row in described if row[0] != "file_row_number"}
    names = list(types)
    found = header.match(names, extract)
    try:
        connection.execute(
            f"create or replace temp table {TEXT} as "
            f"select file_row_number + 1 as _row, * exclude (file_row_number) from {read}",
            [path],
        )
    except duckdb.Error as error:
        raise QuarantineError("The Parquet file is cut off or corrupt.") from error
    sources: dict[str, Source] = {}
    drift = list(found.drift)
    for column in extract.columns:
        name = names[found.positions[column.name]]
        sources[column.name] = _source(column, name, types[name])
        if not _same(column.data_type, types[name]):
            detail = f"delivered as {types[name]}, contracted {column.data_type}"
            drift.append(Drift("type_changed", column.name, detail, "cast"))
    extras = [(name, f"to_json({quoted(names[place])})") for name, place in found.extras]
    return Staged(
        relation=f"temp.{TEXT}",
        sources=sources,
        records=records,
        origin=partial(origin, connection),
        extra=extras_as_json(extras),
        drift=tuple(drift),
    )


def origin(
    connection: duckdb.DuckDBPyConnection, rows: set[int], above: int = 0
) -> Iterator[tuple[int, int, bytes]]:
    """The staged rows as JSON, for formats whose records have no text of their own.

    `above` is the number of lines above the first record.
    """
    found = connection.execute(
        f"select _row, cast(to_json(t) as varchar) from temp.{TEXT} as t "
        "where _row in (select unnest(?))",
        [sorted(rows)],
    ).fetchall()
    for row, record in found:
        yield row, row + above, record.encode()


def _source(column: Column, name: str, delivered: str) -> Source:
    value = quoted(name)
    text = f"cast({value} as varchar)"
    target = column.data_type.lower()
    if target == "varchar":
        return Source(text, f"nullif({text}, '')")
    exact = _same(column.data_type, delivered)
    moment = target == "timestamp" and delivered.startswith(("TIMESTAMP", "DATE"))
    number = target.startswith(("decimal", "double")) and delivered.startswith(NUMBERS)
    return Source(text, f"try_cast({value} as {target})" if exact or moment or number else None)


def _same(contracted: str, delivered: str) -> bool:
    return contracted.replace(" ", "").upper() == delivered.replace(" ", "").upper()
