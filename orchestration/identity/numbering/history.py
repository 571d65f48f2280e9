"""What happened to customer numbers, day by day: events, redirects and the dated crosswalk."""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration import queries


def log(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Log what happened to numbers since the last run."""
    queries.run(connection, __file__, "history_log.sql", {"as_of": as_of.isoformat()})


def crosswalk(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Close the rows that no longer hold on `as_of`, open the new ones, refresh the evidence."""
    queries.run(connection, __file__, "history_crosswalk.sql", {"as_of": as_of.isoformat()})
