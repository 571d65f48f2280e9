"""What the last build scored, and what has changed since.

Schema `identity_state` holds block keys, edges and groups by payload, the state that each payload
was scored in (its own values, its references, what its names may stand for and how rare they are)
and a fingerprint of everything else that a score depends on. It is a cache: without it, or with
another fingerprint, everything is linked anew. The fingerprint goes first and comes back last, so
a run that dies on the way leaves no cache.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from functools import cache
from pathlib import Path

import duckdb

from orchestration.identity import score
from orchestration.identity.model import Model, settings

MOST_CHANGED = 0.2  # share of payloads above which linking anew is as fast


def fingerprint(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> str:
    """The hash of the code, the model at this population, and the limits: never of the data."""
    parts = [
        settings(model, payloads),
        model.frequencies,
        model.link_weight,
        model.average_weight,
        model.keys,
        model.trusts_identifier,
        model.trusts_birth_date,
        _code(),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _code() -> list[str]:
    """This room's code, and the versions of what compares and hashes."""
    room = Path(__file__).parent
    code = [
        hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted([*room.glob("*.py"), *room.glob("*.csv")])
    ]
    return [*code, *(importlib.metadata.version(name) for name in ("duckdb", "splink"))]


def states(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.states` (node, state): all that the score of a payload rests on."""
    columns = score.FREQUENCY_COLUMNS
    shares = ", ".join(f"of_{column}.tf_{column}" for column in columns)
    joins = " ".join(
        f"left join identity_work.frequency_{column} as of_{column} "
        f"on p.{column} = of_{column}.{column}"
        for column in columns
    )
    connection.execute(
        f"""
        create or replace table identity_work.states as
        select p.node, hash(p, {shares}) as state from identity_work.payloads as p {joins}
        """
    )


def changes(connection: duckdb.DuckDBPyConnection, expected: str, payloads: int) -> bool:
    """Whether the last build can be built upon; if so, say what has changed since.

    Writes `identity_work.stale` (nodes gone or in another state) and `fresh` (nodes new or in
    another state).
    """
    if _known(connection) != expected:
        return False
    connection.execute(
        """
        create or replace table identity_work.stale as
        select s.node from identity_state.states as s
        anti join identity_work.states as n on s.node = n.node and s.state = n.state;
        create or replace table identity_work.fresh as
        select n.node from identity_work.states as n
        anti join identity_state.states as s on n.node = s.node and n.state = s.state
        """
    )
    changed = connection.execute(
        "select (select count(*) from identity_work.stale)"
        " + (select count(*) from identity_work.fresh)"
    ).fetchall()
    return int(changed[0][0]) <= MOST_CHANGED * payloads


def _known(connection: duckdb.DuckDBPyConnection) -> str | None:
    present = connection.execute(
        "select 1 from duckdb_tables() "
        "where schema_name = 'identity_state' and table_name = 'fingerprint' "
        "and database_name = current_database()"
    ).fetchall()
    if not present:
        return None
    rows = connection.execute("select value from identity_state.fingerprint").fetchall()
    return str(rows[0][0]) if rows else None


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what the last build left."""
    connection.execute("drop schema if exists identity_state cascade; create schema identity_state")


def keep(connection: duckdb.DuckDBPyConnection, value: str) -> None:
    """Keep the states and decisions that the edges now answer to; from here the cache is good."""
    connection.execute(
        """
        create or replace table identity_state.states as from identity_work.states;
        create or replace table identity_state.decided as from identity_work.decided
        """
    )
    connection.execute(
        "create or replace table identity_state.fingerprint as select ? as value", [value]
    )
