"""Pairs of payloads that both stayed, yet may weigh otherwise than in the last build.

Either the values of one stand for something else, which may tell in each of its pairs; or both
share a reference that one of them gained or lost; or both share a name that became less rare. An
order of a thousand parties has half a million pairs, so they are looked for among the edges.
"""

from __future__ import annotations

import duckdb

from orchestration import queries


def take_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Move the edges that may weigh otherwise now to `identity_work.stale_pairs`.

    Its columns: node_l, node_r, weight, apart, is_blocked, as they were. Reads what `kept.changes`
    and `reblock.reblock` wrote.
    """
    connection.execute(queries.text(__file__, "stale_pairs.sql"))
