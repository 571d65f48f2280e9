"""Block keys brought up to date, and the pairs that this makes or unmakes.

A block that grows above the cap lets go of pairs which no other block holds; one that shrinks
below it brings pairs of old payloads back.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration import queries
from orchestration.identity.scoring import blocking


def reblock(connection: duckdb.DuckDBPyConnection, broad: Sequence[str]) -> None:
    """Bring `identity_state.block_keys` up to date with what `kept.changes` wrote.

    Writes `identity_work.unblocked` (node_l, node_r): kept pairs that no block holds any more,
    `blocked_again`: old pairs that one holds again, and `fresh_pairs`: those of payloads with a key
    they had not. Also `turned_keys` (key, node): keys that payloads which stayed have gained or
    lost, and `key_members` (key, node): whoever has or had a key that somebody gained or lost.
    """
    _keys(connection, broad)
    _unblocked(connection)
    _blocked(connection)


def _keys(connection: duckdb.DuckDBPyConnection, broad: Sequence[str]) -> None:
    """Bring the block keys up to date; `identity_work.resized`: key, members before and now."""
    connection.execute(
        queries.filled(
            __file__, "keys_staying.sql", keys=blocking.keys("identity_work.keyed_anew", broad)
        )
    )


def _old_pairs(resized: str) -> str:
    """A query of the pairs of old payloads in the resized blocks `b` that fulfil a condition."""
    return queries.filled(__file__, "old_pairs.sql", resized=resized)


def _unblocked(connection: duckdb.DuckDBPyConnection) -> None:
    cap = blocking.CAP
    grown = _old_pairs(f"b.before between 2 and {cap} and b.now > {cap}")
    connection.execute(queries.filled(__file__, "pairs_loosened.sql", grown=grown, cap=cap))


def _blocked(connection: duckdb.DuckDBPyConnection) -> None:
    cap = blocking.CAP
    shrunk = _old_pairs(f"b.before > {cap} and b.now between 2 and {cap}")
    connection.execute(queries.filled(__file__, "blocked_again.sql", shrunk=shrunk, cap=cap))
