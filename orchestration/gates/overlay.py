"""Gates over a snapshot: its schemas hide those of the same name in the private build.

A database in memory holds a view for every table, of the snapshot where that has the schema, else
of the build. So a suite reads `marts.customer_360` as readers would get it, beside the conformed
table that it is compared with, and nothing in a suite has to know of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from orchestration import at_rest, queries
from orchestration.quoting import quoted

_SNAPSHOT, _VIEWS = "gated_snapshot", "gated"


@contextmanager
def over(
    connection: duckdb.DuckDBPyConnection, snapshot: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of `connection` whose current database is the overlay, until leaving."""
    ((build,),) = connection.execute("select current_database()").fetchall()
    with at_rest.cursor(connection) as cursor:
        at_rest.attach(cursor, snapshot, _SNAPSHOT)
        try:
            cursor.execute(f"attach ':memory:' as {_VIEWS}")
            try:
                cursor.execute(f"use {_VIEWS}")
                _make_views(cursor, build)
                yield cursor
            finally:
                cursor.execute(f"use {quoted(build)}")
                cursor.execute(f"detach {_VIEWS}")
        finally:
            cursor.execute(f"detach {_SNAPSHOT}")


def _make_views(cursor: duckdb.DuckDBPyConnection, build: str) -> None:
    relations = cursor.execute(
        queries.text(__file__, "relations.sql"),
        {"snapshot": _SNAPSHOT, "build": build},
    ).fetchall()
    for schema in {str(row[1]) for row in relations}:
        cursor.execute(f"create schema if not exists {quoted(schema)}")
    for database, schema, relation in relations:
        name = f"{quoted(schema)}.{quoted(relation)}"
        with suppress(duckdb.Error):  # a view that no longer binds is missing to who reads it
            cursor.execute(f"create view {name} as from {quoted(database)}.{name}")
