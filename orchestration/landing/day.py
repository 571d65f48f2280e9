"""The day everything is measured at."""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration.company import paths
from orchestration.company.departments import Extract, departments, sound_extracts
from orchestration.landing.delivery import named_day
from orchestration.landing.ledger import raw_table
from orchestration.landing.receipts import ATTACHED
from orchestration.quoting import quoted


class NoDayError(RuntimeError):
    """No raw table holds a dated record, so there is no day to measure at."""


def set_as_of(connection: duckdb.DuckDBPyConnection, day: date | None = None) -> date:
    """Write the day everything is measured at to `landing.as_of`, and return it.

    Without a `day` it is the newest day something happened on: the newest `event_time` of type
    timestamp (dates may be plans, such as the next premium), or of a date that a declared feed
    takes for a moment, no later than the last day that any accepted file's name covers. Raises
    NoDayError when there is no such record.
    """
    found = day or _newest(connection, "timestamp") or _newest(connection, "date")
    if found is None:
        raise NoDayError("No extract has landed a dated record: give the day with --as-of.")
    connection.execute("create schema if not exists landing")
    connection.execute(
        "create or replace table landing.as_of as select cast(? as date) as as_of", [found]
    )
    return found


def as_of(connection: duckdb.DuckDBPyConnection) -> date:
    """The day the last landing wrote down. Raises NoDayError when there was none."""
    try:
        found = connection.execute("select as_of from landing.as_of").fetchall()
    except duckdb.CatalogException:
        found = []
    if not found:
        raise NoDayError("Nothing has been landed yet, so there is no day to measure at.")
    return date.fromisoformat(str(found[0][0]))


def _newest(connection: duckdb.DuckDBPyConnection, kind: str) -> date | None:
    limit = _last_covered(connection)
    happened = paths.moments(departments())
    tables = [
        f"select max(cast({quoted(extract.event_time)} as date)) as day from {raw_table(extract)} "
        f"where cast({quoted(extract.event_time)} as date) <= $limit"
        for extract in sound_extracts()
        if extract.event_time
        and (_kind(extract) == kind or (extract.name, extract.event_time) in happened)
        and _exists(connection, extract)
    ]
    if not tables:
        return None
    [(day,)] = connection.execute(
        f"select max(day) from ({' union all '.join(tables)})", {"limit": limit}
    ).fetchall()
    return None if day is None else date.fromisoformat(str(day))


def _last_covered(connection: duckdb.DuckDBPyConnection) -> date:
    """The last day named by an accepted file; no limit when one of them names none.

    What is queried where it lives covers the day it was looked at.
    """
    names = connection.execute(
        "select distinct file_name, status, delivered_on from landing.receipts "
        "where status in ('loaded', 'partly_loaded', 'attached') and loaded > 0"
    ).fetchall()
    days = [day if status == ATTACHED else named_day(name) for name, status, day in names]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else date.max


def _kind(extract: Extract) -> str:
    return next(c.data_type for c in extract.columns if c.name == extract.event_time)


def _exists(connection: duckdb.DuckDBPyConnection, extract: Extract) -> bool:
    found = connection.execute(
        "select 1 from (select database_name, schema_name, table_name from duckdb_tables() "
        "union all select database_name, schema_name, view_name from duckdb_views()) "
        "where database_name = current_database() and schema_name = ? and table_name = ?",
        [extract.schema, extract.table],
    ).fetchall()
    return bool(found)
