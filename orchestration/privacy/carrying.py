"""What was learnt with an erased person in it, carried past the erasure: `orchestration.learnt`.

Model parameters as they are; shares of names and values that many share by keyed hashes; numbers of
households with the keyed hashes of those who stay.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import duckdb

from orchestration import journal, learnt, queries
from orchestration.settings import Settings

_HUBS = """
select keyed('hub|' || field || '|' || value_hash), reason, people
from identity.dropped_values
order by all
"""
_SHARES = """
select keyed('share|{column}|' || {column}), tf_{column}
from identity_state.frequency_{column}
where tf_{column} > 0
order by all
"""
_HOUSEHOLDS = queries.text(__file__, "households_kept.sql")
_NAMES = ("given_name", "family_name", "birth_text")


def carry(
    connection: duckdb.DuckDBPyConnection, settings: Settings, customers: Collection[str]
) -> None:
    """Write down what the last run learnt, unless an erasure of the same day already has, and the
    numbers of the households in which these customers live or lived.

    The connection is the warehouse's and has the macro `keyed`. Raises OSError when the disk is
    full.
    """
    day, found = learnt.noted(connection)
    events: list[dict[str, Any]] = []
    if day is not None and not learnt.of_day(settings, day).kept("population"):
        if _has(connection, "identity_state", "frequency_given_name"):
            found["hubs"] = connection.execute(_HUBS).fetchall()
            found["name_shares"] = {
                column: dict(connection.execute(_SHARES.format(column=column)).fetchall())
                for column in _NAMES
            }
        events += [
            {"event": "learnt", "as_of": day.isoformat(), "name": name, "value": value}
            for name, value in found.items()
        ]
    if _has(connection, "identity", "household_memberships"):
        known = set(learnt.of_day(settings, day).households) if day else set()
        events += [
            {"event": "household", "household_id": number, "members": members}
            for number, members in connection.execute(
                _HOUSEHOLDS, {"erased": sorted(customers)}
            ).fetchall()
            if not {(number, member) for member in members} <= known
        ]
    journal.of(settings, learnt.NAME).append(events)


def _has(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    return bool(
        connection.execute(
            "select 1 from duckdb_tables() where schema_name = ? and table_name = ?",
            [schema, table],
        ).fetchall()
    )
