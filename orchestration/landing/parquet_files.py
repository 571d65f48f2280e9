"""Parquet extracts: each file on its own, scanned whole before it counts as readable."""

from __future__ import annotations

from functools import partial

import duckdb

from orchestration.company.departments import Column, Extract
from orchestration.landing import bounds, header
from orchestration.landing.archive import Archived
from orchestration.landing.moments import at
from orchestration.landing.probe import DEATHS
from orchestration.landing.receipts import Drift, QuarantineError
from orchestration.landing.staged import TEXT, Source, Staged, extras_as_json, rows_as_json
from orchestration.quoting import globbed, quoted
from orchestration.tabular.given import LONGEST

# Bytes that a value takes in a table beside its text.
_WIDTH = 8
# Levels of a schema, of which a list takes two.
_DEEPEST = 24
NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")


def stage(connection: duckdb.DuckDBPyConnection, extract: Extract, archived: Archived) -> Staged:
    """Stage one Parquet file, typed as it is.

    Raises QuarantineError when it is not sound Parquet or its columns do not match.
    """
    path = globbed(archived.path)
    if archived.size == 0:
        raise QuarantineError("The file is empty.")
    read = "read_parquet(?, file_row_number = true, binary_as_string = true)"
    _refuse_deep(connection, path)
    try:
        described = connection.execute(f"describe select * from {read}", [path]).fetchall()
        [(records,)] = connection.execute(
            "select num_rows from parquet_file_metadata(?)", [path]
        ).fetchall()
    except DEATHS:
        raise
    except duckdb.Error as error:
        raise QuarantineError("Not a sound Parquet file.") from error
    types = {row[0]: str(row[1]) for row in described if row[0] != "file_row_number"}
    _refuse_bomb(connection, archived, path, types, records)
    names = list(types)
    found = header.match(names, extract)
    columns = ", ".join(f"{quoted(name)} as c{place}" for place, name in enumerate(names))
    try:
        connection.execute(
            f"create or replace temp table {TEXT} as "
            f"select file_row_number + 1 as _row, {columns} from {read}",
            [path],
        )
    except DEATHS:
        raise
    except duckdb.Error as error:
        raise QuarantineError("The Parquet file is cut off or corrupt.") from error
    sources: dict[str, Source] = {}
    drift = list(found.drift)
    for column in extract.columns:
        place = found.positions[column.name]
        delivered = types[names[place]]
        sources[column.name] = source_of(column, f"c{place}", delivered)
        if not same_type(column.data_type, delivered):
            detail = f"delivered as {delivered}, contracted {column.data_type}"
            drift.append(Drift("type_changed", column.name, detail, "cast"))
    extras = [(name, f"to_json(c{place})") for name, place in found.extras]
    return Staged(
        relation=f"temp.{TEXT}",
        sources=sources,
        records=records,
        origin=partial(rows_as_json, connection, names, 0),
        extra=extras_as_json(extras),
        drift=tuple(drift),
    )


def _refuse_deep(connection: duckdb.DuckDBPyConnection, path: str) -> None:
    """Walk the schema, a tree written out from its root. Raises QuarantineError where it is deep.

    DuckDB takes twice as long for each level.
    """
    try:
        nodes = connection.execute(
            "select coalesce(num_children, 0) from parquet_schema(?)", [path]
        ).fetchall()
    except DEATHS:
        raise
    except duckdb.Error as error:
        raise QuarantineError("Not a sound Parquet file.") from error
    open_: list[int] = []
    for (children,) in nodes:
        while open_ and open_[-1] == 0:
            open_.pop()
        if open_:
            open_[-1] -= 1
        open_.append(int(children))
        if len(open_) > _DEEPEST:
            raise QuarantineError(f"A column is nested more than {_DEEPEST} deep.")


def _refuse_bomb(
    connection: duckdb.DuckDBPyConnection,
    archived: Archived,
    path: str,
    types: dict[str, str],
    records: int,
) -> None:
    """Compare the file's size with what its pages unpack to, and with what its values take.

    A text that stands once in a dictionary may be the value of every row; adding up lengths copies
    none of them. Raises QuarantineError for a bomb, and for a value beyond LONGEST.
    """
    try:
        [(unpacked,)] = connection.execute(
            "select coalesce(sum(total_uncompressed_size), 0) from parquet_metadata(?)", [path]
        ).fetchall()
        bounds.refuse_bomb(int(unpacked), archived.size)
        texts = [quoted(name) for name, kind in types.items() if kind == "VARCHAR"]
        total, longest = 0, 0
        if texts:
            lengths = ", ".join(
                f"coalesce(sum(strlen({name})), 0), coalesce(max(strlen({name})), 0)"
                for name in texts
            )
            [found] = connection.execute(
                f"select {lengths} from read_parquet(?, binary_as_string = true)", [path]
            ).fetchall()
            total, longest = sum(found[::2]), max(found[1::2])
    except DEATHS:
        raise
    except duckdb.Error as error:
        raise QuarantineError("The Parquet file is cut off or corrupt.") from error
    if longest > LONGEST:
        raise QuarantineError(f"A value is longer than {LONGEST >> 20} MB.")
    bounds.refuse_bomb(int(total) + _WIDTH * records * len(types), archived.size)


def source_of(column: Column, value: str, delivered: str) -> Source:
    """How to read `value`, SQL of type `delivered`, as a contracted column."""
    text = f"cast({value} as varchar)"
    target = column.data_type.lower()
    if target == "varchar":
        return Source(text, f"nullif({text}, '')")
    exact = same_type(column.data_type, delivered)
    moment = target in ("timestamp", "date") and delivered.startswith(("TIMESTAMP", "DATE"))
    number = target.startswith(("decimal", "double")) and delivered.startswith(NUMBERS)
    if moment and "ZONE" in delivered:
        value = at(value, column.reading.home)
    if moment:  # as everywhere else a year has four digits, and infinity has none
        return Source(text, f"case when year({value}) between 1000 and 9999 "
                      f"then try_cast({value} as {target}) end")  # fmt: skip
    return Source(text, f"try_cast({value} as {target})" if exact or number else None)


def same_type(contracted: str, delivered: str) -> bool:
    """True when two types are one, however they are written."""
    return contracted.replace(" ", "").upper() == delivered.replace(" ", "").upper()
