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
from orchestration.landing import bounds, header
from orchestration.landing.archive import Archived
from orchestration.landing.casting import from_text
from orchestration.landing.probe import DEATHS
from orchestration.landing.receipts import Drift, QuarantineError
from orchestration.landing.staged import (
    TEXT,
    Source,
    Staged,
    append,
    extras_as_json,
    reject,
    rows_as_json,
)
from orchestration.quoting import quoted
from orchestration.tabular import UnreadableTableError, numbers, xlsx_sheet

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

    Raises QuarantineError when it is no workbook, or its first row is not the header.
    """
    if archived.size == 0:
        raise QuarantineError("The file is empty.")
    bounds.refuse_zip_bomb(archived.path)
    with _quarantined():
        sheet = xlsx_sheet.first_sheet(archived.path)
    names, cells = read_cells(connection, archived.path)
    found = header.match(names, extract)
    with _quarantined():
        scanned = xlsx_sheet.scan(archived.path, sheet, found.width)
    top, *rows = scanned.rows
    append(connection, "landing_lines", {"_row": [row - top for row in rows]})
    columns = ", ".join(f"{quoted(cells[place])} as c{place}" for place in range(found.width))
    connection.execute(
        f"create or replace temp table {TEXT} as select _row, {columns} "
        "from temp.landing_sheet semi join temp.landing_lines using (_row)"
    )
    connection.execute("drop table temp.landing_sheet")
    texts = {
        f"c{found.positions[column.name]}"
        for column in extract.columns
        if column.data_type.lower() == "varchar" and column.reading.has_field
    }
    if texts:  # a postcode that a sheet holds as the fraction 90003.0
        numbers.whole(connection, f"temp.{TEXT}", sorted(texts))
    origin = partial(rows_as_json, connection, names, top)
    problems = {row - top: problem for row, problem in scanned.problems.items()}
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


def read_cells(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[list[str], list[str]]:
    """Read the sheet into `landing_sheet`, where `_row` 0 is the header.

    Returns the names in the header, and the names of the columns they stand in.
    """
    extensions.load(connection, "excel")
    connection.execute("create or replace temp table landing_lines (_row bigint)")
    try:
        connection.execute(
            "create or replace temp table landing_sheet as "
            "select row_number() over () - 1 as _row, * from read_xlsx("
            "?, all_varchar = true, header = false, stop_at_empty = false)",
            [str(path)],
        )
    except DEATHS:
        raise
    except duckdb.Error as error:
        raise QuarantineError("The workbook is damaged, or its first sheet is empty.") from error
    top = connection.execute("select * exclude (_row) from landing_sheet where _row = 0")
    cells = [column[0] for column in top.description]
    names = [str(name or "") for name in top.fetchall()[0]]
    while names and not names[-1]:
        names.pop()
    return names, cells


def _source(column: Column, text: str) -> Source:
    if column.data_type.lower() != "varchar":
        return Source(text)
    plain = from_text(column, text)
    return Source(text, f"case when {text} not in ({ERRORS}) then {plain} end")
