"""What stewards decided: append-only lines, keyed by source record so that they survive rebuilds.

A file `decisions.csv` has `decision` (link, unlink, undo), `record_a`, `record_b`, `author`,
`reason`, `decided_on`, `expires_on`. The newest line of a pair counts; an expired one does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

COLUMNS = (
    "decision", "record_a", "record_b", "author", "reason", "decided_on", "expires_on",
)  # fmt: skip


class DecisionsError(ValueError):
    """The decisions file lacks a column or holds an unknown decision."""


@dataclass(frozen=True)
class Decisions:
    """Where stewards' decisions are kept; none by default."""

    path: Path | None = None


NONE = Decisions()


def _in_force(connection: duckdb.DuckDBPyConnection, decisions: Decisions, as_of: date) -> None:
    """Write `identity_work.in_force`: record_a < record_b, together."""
    connection.execute(
        "create or replace table identity_work.in_force "
        "(record_a varchar, record_b varchar, together boolean)"
    )
    if decisions.path is None or not decisions.path.exists():
        return
    connection.execute(
        "create or replace table identity_work.decision_lines as "
        "select *, row_number() over () as line from read_csv($path, all_varchar = true)",
        {"path": str(decisions.path)},
    )
    present = {r[0] for r in connection.execute("describe identity_work.decision_lines").fetchall()}
    if missing := set(COLUMNS) - present:
        raise DecisionsError(f"{decisions.path.name} lacks {', '.join(sorted(missing))}.")
    unknown = connection.execute(
        "select distinct decision from identity_work.decision_lines "
        "where decision not in ('link', 'unlink', 'undo') or decision is null"
    ).fetchall()
    if unknown:
        raise DecisionsError(f"{decisions.path.name}: a decision is link, unlink or undo.")
    connection.execute(
        """
        insert into identity_work.in_force
        with newest as (
            select *
            from identity_work.decision_lines
            where cast(decided_on as date) <= cast($as_of as date)
            qualify row_number() over (
                partition by least(record_a, record_b), greatest(record_a, record_b)
                order by cast(decided_on as date) desc, line desc
            ) = 1
        )
        select least(record_a, record_b), greatest(record_a, record_b), decision = 'link'
        from newest
        where decision <> 'undo'
            and coalesce(cast(expires_on as date) > cast($as_of as date), true)
        """,
        {"as_of": as_of.isoformat()},
    )


def apart(connection: duckdb.DuckDBPyConnection, decisions: Decisions, as_of: date) -> str:
    """Read the decisions; return a query of the records that need a payload of their own."""
    _in_force(connection, decisions, as_of)
    return (
        "select record_a as record_id from identity_work.in_force where not together "
        "union select record_b from identity_work.in_force where not together"
    )


def decide(connection: duckdb.DuckDBPyConnection, decisions: Decisions, as_of: date) -> None:
    """Write `identity_work.decided`: node_l < node_r, together.

    A decision on a record that is not (yet) there waits.
    """
    connection.execute(
        """
        create or replace table identity_work.decided as
        select
            least(l.node, r.node) as node_l,
            greatest(l.node, r.node) as node_r,
            bool_or(d.together) as together
        from identity_work.in_force as d
        inner join identity_work.payload_records as l on d.record_a = l.record_id
        inner join identity_work.payload_records as r on d.record_b = r.record_id
        where l.node <> r.node
        group by all
        """
    )
