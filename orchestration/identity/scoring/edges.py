"""Scored and vetoed pairs, kept from build to build in `identity_state.edges`."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from orchestration.identity.scoring import score, veto
from orchestration.identity.scoring.model import Model


def close(model: Model) -> str:
    """A condition on edges that hold a candidate group together: pairs that alone may link."""
    return f"is_blocked and apart is null and weight >= {model.link_weight}"


def create(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> int:
    """Score `identity_work.pairs`, all that share a key; return how many there were."""
    score.score(connection, model, payloads, target="identity_state.edges", rows=_rows(model, True))
    return _count(connection, "pairs")


def add(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    payloads: int,
    pairs: str,
    *,
    is_blocked: bool,
) -> int:
    """Score more pairs, `identity_work.<pairs>`; return how many there were.

    `is_blocked` says that they share a key; pairs without one are there only to make a candidate
    group whole. `identity_work.new_edges` holds the added edges.
    """
    count = _count(connection, pairs)
    if not count:
        connection.execute(
            "create or replace table identity_work.new_edges as from identity_state.edges limit 0"
        )
        return 0
    score.score(
        connection,
        model,
        payloads,
        pairs=pairs,
        target="identity_work.new_edges",
        rows=_rows(model, is_blocked),
    )
    connection.execute("insert into identity_state.edges from identity_work.new_edges")
    return count


def _rows(model: Model, is_blocked: bool) -> Callable[[str], str]:
    def edges(scored: str) -> str:
        return f"select *, {is_blocked} as is_blocked from ({veto.vetoed(f'({scored})', model)})"

    return edges


def _count(connection: duckdb.DuckDBPyConnection, pairs: str) -> int:
    return int(connection.execute(f"select count(*) from identity_work.{pairs}").fetchall()[0][0])
