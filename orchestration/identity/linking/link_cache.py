"""What the last build scored, and what has changed since.

Schema `identity_state` holds block keys, edges and groups by payload, the state that each payload
was scored in (what its values stand for, its references, its sources), how rare names were, and a
fingerprint of everything else that a score depends on. It is a cache: without it, or with
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

from orchestration import queries
from orchestration.identity.scoring import score
from orchestration.identity.scoring.model import Model, settings
from orchestration.identity.values import distinct_records
from orchestration.identity.values.name_words import Words

MOST_CHANGED = 0.2  # share of payloads above which linking anew is as fast


def fingerprint(connection: duckdb.DuckDBPyConnection, model: Model, count: int) -> str:
    """The hash of the code, its words, the model at this population: never of the data."""
    parts = [
        settings(model, count),
        model.frequencies,
        model.link_weight,
        model.average_weight,
        model.keys,
        model.trusts_identifier,
        model.trusts_birth_date,
        model.doubts_birth_date,
        sorted(Words().trades),
        _code(),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _code() -> list[str]:
    """The code of identity, and the versions of what compares and hashes."""
    room = Path(__file__).parents[1]
    code = [
        hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted([*room.rglob("*.py"), *room.rglob("*.csv"), *room.rglob("*.sql")])
    ]
    return [*code, *(importlib.metadata.version(name) for name in ("duckdb", "splink", "anyascii"))]


def states(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.states`: node, and hashes of what may change while its content stays.

    `own` is what its values stand for, by which each of its pairs may weigh; `refs` its references,
    which weigh in pairs that share one; `sources` weigh in no pair, only in clustering.
    """
    apart = ", ".join(("node", *distinct_records.COMPARED, "refs", "single_sources"))
    connection.execute(queries.filled(__file__, "node_states.sql", apart=apart))


def changes(connection: duckdb.DuckDBPyConnection, expected: str, count: int) -> bool:
    """Whether the last build can be built upon; if so, say what has changed since.

    Writes nodes into tables of `identity_work`: `stale` (gone), `fresh` (new), and of those that
    stayed `restated` (another `own`), `referred` (other references), `resourced` (other sources)
    and `renamed` (node, name: the hash of a name of which the share is another).
    """
    if _known(connection) != expected:
        return False
    for table, left, right in (("stale", "state", "work"), ("fresh", "work", "state")):
        connection.execute(
            f"""
            create or replace table identity_work.{table} as
            select l.node from identity_{left}.states as l
            anti join identity_{right}.states as r on l.node = r.node
            """
        )
    for table, column in (("restated", "own"), ("referred", "refs"), ("resourced", "sources")):
        connection.execute(
            f"""
            create or replace table identity_work.{table} as
            select n.node from identity_work.states as n
            inner join identity_state.states as s on n.node = s.node and n.{column} <> s.{column}
            """
        )
    connection.execute(f"create or replace table identity_work.renamed as {_renamed()}")
    changed = connection.execute(
        " union all ".join(
            f"select count(distinct node) from identity_work.{table}"
            for table in ("stale", "fresh", "restated", "referred", "renamed")
        )
    ).fetchall()
    return sum(int(row[0]) for row in changed) <= MOST_CHANGED * count


def _renamed() -> str:
    return " union all ".join(
        queries.filled(__file__, "renamed.sql", column=column) for column in score.FREQUENCY_COLUMNS
    )


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
    """Keep the states and shares that edges answer to; from here the cache is good."""
    tables = ("states", *(f"frequency_{column}" for column in score.FREQUENCY_COLUMNS))
    for table in tables:
        connection.execute(
            f"create or replace table identity_state.{table} as from identity_work.{table}"
        )
    connection.execute(
        "create or replace table identity_state.fingerprint as select ? as value", [value]
    )
