"""What stewards decided: append-only lines, keyed by source record so that they survive rebuilds.

A decision holds whatever day is measured, until the day it expires, by the measured day and not
by the clock, or until it is undone. Where decisions contradict, the newer one holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration import at_rest, queries
from orchestration.identity.stewardship import contradictions, decision_file
from orchestration.identity.stewardship.decision_file import DecisionsError

__all__ = ["NONE", "Decisions", "DecisionsError", "decide", "states"]


@dataclass(frozen=True)
class Decisions:
    """Where stewards' decisions are kept; none by default."""

    path: Path | None = None


NONE = Decisions()


def states(connection: duckdb.DuckDBPyConnection, decisions: Decisions, as_of: date) -> None:
    """Write `identity_work.decision_states`: every decision in the file and what became of it.

    Columns: line, decision_id, decision (link, unlink), record_a < record_b, author, reason,
    decided_on, expires_on, status (in_force, undone, expired, replaced, set_aside),
    overruled_by (the newer decision that says otherwise).

    Raises DecisionsError when the file cannot be read as decisions.
    """
    states_of(connection, decision_file.read(decisions.path), as_of)


def states_of(connection: duckdb.DuckDBPyConnection, lines: pa.Table, as_of: date) -> None:
    """Write `identity_work.decision_states` of lines as `decision_file.read` gives them."""
    connection.register("decision_lines", lines)
    connection.execute(
        queries.text(__file__, "decision_states.sql"),
        {"as_of": as_of.isoformat()},
    )
    connection.unregister("decision_lines")
    contradictions.set_aside(connection)


def decide(connection: duckdb.DuckDBPyConnection, decisions: Decisions, as_of: date) -> None:
    """Write `identity_work.decision_states`, and `decided`: record_a < record_b, together.

    A decision on a record that is not (yet) there waits. Raises DecisionsError as `states` does.
    """
    states(connection, decisions, as_of)
    connection.execute(queries.text(__file__, "decided.sql"))


@dataclass(frozen=True)
class Listed:
    """A decision of the file and what became of it; see `states`."""

    decision_id: str
    decision: str
    record_a: str
    record_b: str
    author: str
    reason: str
    decided_on: date
    expires_on: date | None
    status: str
    overruled_by: str | None


def listed(path: Path, as_of: date) -> tuple[Listed, ...]:
    """Every decision of the file as of a day, in its order.

    Raises DecisionsError when the file cannot be read as decisions.
    """
    with at_rest.connect() as connection:
        connection.execute("create schema identity_work")
        states(connection, Decisions(path), as_of)
        rows = connection.execute(
            f"select {', '.join(Listed.__dataclass_fields__)} "
            "from identity_work.decision_states order by line"
        ).fetchall()
    return tuple(Listed(*row) for row in rows)
