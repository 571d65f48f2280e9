"""Cells of workbooks and of Parquet, as text; the first row holds the names."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import extensions
from orchestration.quoting import globbed, quoted
from orchestration.tabular import layout, xlsx_sheet
from orchestration.tabular.given import UnreadableTableError

_Read = tuple[tuple[str, ...], int, str, tuple[str, ...]]


def workbook(connection: duckdb.DuckDBPyConnection, path: Path, into: str) -> _Read:
    """The first sheet of a workbook; days and moments as ISO text, not as serial numbers.

    Returns columns, rows, delimiter and a note on sheets that are not read. Raises
    UnreadableTableError.
    """
    extensions.load(connection, "excel")
    try:
        # DuckDB never returns from a file that only begins like a workbook.
        sheet = xlsx_sheet.first_sheet(path)
        cells = xlsx_sheet.used(path, sheet, layout.TOP)
        found = connection.execute(
            f"describe select * from {xlsx_sheet.GRID}", [str(path), cells]
        ).fetchall()
        columns = tuple(f"c{place}" for place in range(len(found)))
        connection.execute(
            f"create or replace table {into} as select row_number() over () as row, * "
            f"from {xlsx_sheet.GRID} as cells({', '.join(columns)})",
            [str(path), cells],
        )
    except (duckdb.Error, UnreadableTableError) as error:
        raise UnreadableTableError(
            f"{path} is no sound workbook, or its first sheet is empty."
        ) from error
    first = connection.execute(f"from {into} order by row limit {layout.TOP}").fetchall()
    top = max(layout.header([(row, cells) for row, *cells in first]), default=1)
    left, right = cells.split(":")
    below = f"{left.rstrip('0123456789')}{top}:{right}"
    try:
        typed = connection.execute(
            "describe select * from read_xlsx(?, header = true, stop_at_empty = false, range = ?)",
            [str(path), below],
        ).fetchall()
    except duckdb.Error:
        typed = []
    for column, (_, kind, *_) in zip(columns, typed, strict=False):
        if kind in ("DATE", "TIMESTAMP"):
            connection.execute(_dated(into, column, sheet.epoch))
    [(rows,)] = connection.execute(f"select count(*) from {into}").fetchall()
    notes = tuple(f"{path.name}: the sheet {name!r} is not read." for name in sheet.others)
    return columns, rows, ",", notes


def _dated(table: str, column: str, epoch: str) -> str:
    """SQL that writes serial numbers as what they mean, to the second, midnight as a day."""
    moment = (
        f"timestamp '{epoch}' + to_seconds(cast(round(cast({column} as double) * 86400) as bigint))"
    )
    return (
        f"update {table} set {column} = regexp_replace(cast({moment} as varchar), ' 00:00:00$', '')"
        f" where try_cast({column} as double) between 1 and 2958465"
    )


def parquet(connection: duckdb.DuckDBPyConnection, path: Path, into: str) -> _Read:
    """A Parquet file, its names as the first row. Raises UnreadableTableError."""
    read, given = "read_parquet(?, binary_as_string = true)", globbed(path)
    try:
        names = [row[0] for row in connection.execute(f"describe from {read}", [given]).fetchall()]
        cells = ", ".join(
            f"cast({quoted(name)} as varchar) as c{place}" for place, name in enumerate(names)
        )
        titles = ", ".join(f"cast(? as varchar) as c{place}" for place in range(len(names)))
        connection.execute(
            f"create or replace table {into} as "
            f"select 1::bigint as row, {titles} union all "
            f"select row_number() over () + 1 as row, {cells} from {read}",
            [*names, given],
        )
    except duckdb.Error as error:
        raise UnreadableTableError(f"{path} is no sound Parquet file.") from error
    [(rows,)] = connection.execute(f"select count(*) from {into}").fetchall()
    return tuple(f"c{place}" for place in range(len(names))), rows, ",", ()
