"""Excel workbooks: the values by DuckDB's excel extension, what it hides from the sheet itself.

The extension reads an uncalculated formula as null and drops cells outside the header's columns
without a word; both become rejects here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from orchestration import extensions
from orchestration.company.departments import Column, Extract
from orchestration.landing import bounds, footing, header
from orchestration.landing.archive import Archived
from orchestration.landing.casting import from_text
from orchestration.landing.probe import DEATHS
from orchestration.landing.receipts import Drift, QuarantineError
from orchestration.landing.staged import (
    TEXT,
    Source,
    Staged,
    append,
    empty_columns,
    extras_as_json,
    reject,
    rows_as_json,
)
from orchestration.quoting import quoted
from orchestration.tabular import UnreadableTableError, layout, numbers, xlsx_sheet
from orchestration.tabular.xlsx_sheet import Scan, Sheet

ERRORS = "'#N/A', '#REF!', '#DIV/0!', '#VALUE!', '#NAME?', '#NULL!', '#NUM!', '#SPILL!', '#CALC!'"


@contextmanager
def _quarantined() -> Iterator[None]:
    """What no workbook reader can read is quarantined, for the same reason."""
    try:
        yield
    except UnreadableTableError as error:
        raise QuarantineError(str(error)) from error


def stage(connection: duckdb.DuckDBPyConnection, extract: Extract, archived: Archived) -> Staged:
    """Stage the first sheet of one workbook as text; dates are serial numbers or ISO text.

    Raises QuarantineError when it is no workbook, or its header is not where the contract has it.
    """
    if archived.size == 0:
        raise QuarantineError("The file is empty.")
    bounds.refuse_zip_bomb(archived.path)
    with _quarantined():
        sheet = xlsx_sheet.first_sheet(archived.path)
        scanned = _scanned(connection, archived, sheet, extract)
    names, cells = read_cells(connection, archived.path, scanned)
    found = header.match(
        names, extract, lambda: first_rows(connection, archived.path, sheet), is_grid=True
    )
    top, *rows = scanned.rows
    append(connection, "landing_lines", {"_row": [row - top for row in rows]})
    columns = ", ".join(f"{quoted(cells[place])} as c{place}" for place in range(found.width))
    connection.execute(
        f"create or replace temp table {TEXT} as select _row, {columns} "
        "from temp.landing_sheet semi join temp.landing_lines using (_row)"
    )
    connection.execute("drop table temp.landing_sheet")
    if extract.shape.footer:
        end = footing.start(_told(connection, extract, found, top), extract, extract.shape.footer)
        connection.execute(f"delete from temp.{TEXT} where _row >= ?", [end - top])
        rows = [row for row in rows if row < end]
    if found.nameless:
        found = found.without(empty_columns(connection, found.nameless), extract)
    texts = {
        f"c{found.positions[column.name]}"
        for column in extract.columns
        if column.data_type.lower() == "varchar" and column.reading.has_field
    }
    if texts:  # a postcode that a sheet holds as the fraction 90003.0
        numbers.whole(connection, f"temp.{TEXT}", sorted(texts))
    origin = partial(rows_as_json, connection, names, top)
    known = set(rows)
    problems = {row - top: problem for row, problem in scanned.problems.items() if row in known}
    raw = {row: (line, record) for row, line, record in origin(set(problems))}
    reject(
        connection,
        [(row, raw[row][0], None, "record", problems[row], raw[row][1]) for row in sorted(raw)],
    )
    connection.execute(f"delete from temp.{TEXT} where _row in (select unnest(?))", [sorted(raw)])
    unread = (Drift("added", "", f"sheet {name!r}", "not read") for name in sheet.others)
    return Staged(
        relation=f"temp.{TEXT}",
        sources={
            column.name: _source(column, f"c{found.positions[column.name]}")
            for column in extract.columns
        },
        records=len(rows),
        origin=origin,
        extra=extras_as_json([(name, f"c{place}") for name, place in found.extras]),
        drift=found.drift + tuple(unread),
        excel_epoch=sheet.epoch,
    )


def read_cells(
    connection: duckdb.DuckDBPyConnection, path: Path, scanned: Scan
) -> tuple[list[str], list[str]]:
    """Read the sheet into `landing_sheet`, where `_row` 0 is the last row of the header.

    Returns the names in the header, and the names of the columns they stand in.
    """
    if len(scanned.columns) > xlsx_sheet.MOST_COLUMNS:
        raise QuarantineError(f"More than {xlsx_sheet.MOST_COLUMNS:,} columns.")
    extensions.load(connection, "excel")
    connection.execute("create or replace temp table landing_lines (_row bigint)")
    above = scanned.rows[0] - scanned.top
    try:
        connection.execute(
            "create or replace temp table landing_sheet as "
            f"select row_number() over () - {above + 1} as _row, * from {xlsx_sheet.GRID}",
            [str(path), scanned.cells],
        )
    except DEATHS:
        raise
    except duckdb.Error as error:
        raise QuarantineError("The workbook is damaged, or its first sheet is empty.") from error
    top = connection.execute(
        "select * exclude (_row) from landing_sheet where _row <= 0 order by _row"
    )
    cells = [column[0] for column in top.description]
    rows = top.fetchall()
    return layout.names([rows[0], rows[-1]] if above else rows), cells


def first_rows(
    connection: duckdb.DuckDBPyConnection, path: Path, sheet: Sheet, most: int = layout.TOP
) -> list[layout.Row]:
    """The first rows of a sheet under their numbers, blank ones too, over the whole of its width.

    Raises UnreadableTableError and QuarantineError where it cannot be read.
    """
    cells = xlsx_sheet.used(path, sheet, most)
    extensions.load(connection, "excel")
    try:
        found = connection.execute(
            f"select row_number() over (), * from {xlsx_sheet.GRID} limit ?",
            [str(path), cells, most],
        ).fetchall()
    except DEATHS:
        raise
    except duckdb.Error as error:
        raise QuarantineError("The workbook is damaged, or its first sheet is empty.") from error
    return [(number, row) for number, *row in found]


def _scanned(
    connection: duckdb.DuckDBPyConnection, archived: Archived, sheet: Sheet, extract: Extract
) -> Scan:
    """The sheet scanned; where no row is where its names should be, it is said where they are."""
    try:
        return xlsx_sheet.scan(archived.path, sheet, extract.shape.header_rows)
    except UnreadableTableError:
        if extract.shape.header_rows and xlsx_sheet.scan(archived.path, sheet).rows:
            rows = first_rows(connection, archived.path, sheet)
            header.match([], extract, lambda: rows)
        raise


def _told(
    connection: duckdb.DuckDBPyConnection, extract: Extract, found: header.Header, top: int
) -> Iterator[footing.Row]:
    """The rows of the sheet below its header as a footer is told from them."""
    names = sorted({column.name for column in extract.columns} & set(extract.key))
    key = [f"nullif(trim(c{found.positions[name]}), '') is not null" for name in names]
    values = ", ".join(f"nullif(trim(c{place}), '')" for place in range(found.width))
    told = connection.execute(
        f"select _row, coalesce({values}), {' and '.join(key) or 'true'} from temp.{TEXT} "
        "order by _row"
    ).fetchall()
    return (footing.Row(row + top, first or "", keyed) for row, first, keyed in told)


def _source(column: Column, text: str) -> Source:
    if column.data_type.lower() != "varchar":
        return Source(text)
    plain = from_text(column, text)
    return Source(text, f"case when {text} not in ({ERRORS}) then {plain} end")
