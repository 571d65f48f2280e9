"""Which raw tables are views over a database, and the way in and out of that state.

`landing.attached` lists them for whoever opens the warehouse. Leaving it is done in two steps, with
the files read back in between, and a crash anywhere leaves the note: the next run begins again.
"""

from __future__ import annotations

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import ledger
from orchestration.landing.receipts import ATTACHED
from orchestration.quoting import quoted


def enter(connection: duckdb.DuckDBPyConnection, extract: Extract, view: str) -> None:
    """Put a view in place of the raw table; within the caller's transaction."""
    connection.execute(f"create schema if not exists {quoted(extract.schema)}")
    _drop(connection, extract)
    connection.execute(view)
    _forget(connection, extract)
    connection.execute(
        "insert into landing.attached values (?, ?, ?)",
        [extract.department, extract.table, extract.origin.location],
    )


def begin_leaving(connection: duckdb.DuckDBPyConnection, extract: Extract) -> bool:
    """Drop the view of an extract that is no longer attached; False where there is none."""
    found = connection.execute(
        "select 1 from landing.attached where department = ? and table_name = ?",
        [extract.department, extract.table],
    ).fetchall()
    if found:
        _drop(connection, extract)
    return bool(found)


def end_leaving(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Forget that there was a view, once the files are in the raw table again."""
    connection.execute("begin")
    for receipt in ledger.receipts(connection, extract):
        if receipt.status == ATTACHED:
            ledger.forget(connection, receipt.file_id)
    _forget(connection, extract)
    connection.execute("commit")


def _forget(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    connection.execute(
        "delete from landing.attached where department = ? and table_name = ?",
        [extract.department, extract.table],
    )


def _drop(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Drop the raw table, or the view in its place."""
    [(is_view,)] = connection.execute(
        "select count(*) > 0 from duckdb_views() where database_name = current_database() "
        "and schema_name = ? and view_name = ?",
        [extract.schema, extract.table],
    ).fetchall()
    kind = "view" if is_view else "table"
    connection.execute(f"drop {kind} if exists {ledger.raw_table(extract)}")
