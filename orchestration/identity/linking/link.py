"""Payloads → groups: block, score, veto, complete the candidate groups, cluster.

What the last build scored is kept in schema `identity_state`. Where the same code and model meet
payloads that are mostly those of yesterday, `relink` scores only what is new; the result is that of
a full link, edge for edge.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.identity.linking import incremental, link_cache, regroup
from orchestration.identity.scoring import blocking, edges, score
from orchestration.identity.scoring.model import Model
from orchestration.learnt import Learnt


@dataclass(frozen=True)
class Linked:
    """How many pairs were scored, and whether all were."""

    scored: int
    is_full: bool


def link(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    payloads: int,
    learnt: Learnt | None = None,
) -> Linked:
    """Write `identity_work.edges` (scored, vetoed pairs) and `identity_work.groups` (node, grp).

    Reads `identity_work.payloads`. What stewards decided is laid over the groups afterwards.
    `learnt` is what this day has learnt already.
    """
    score.frequencies(connection, model)
    if learnt is not None and (shares := learnt.kept("name_shares")) is not None:
        score.keep_frequencies(connection, shares)
    link_cache.states(connection)
    fingerprint = link_cache.fingerprint(connection, model, payloads)
    if link_cache.changes(connection, fingerprint, payloads):
        linked = Linked(incremental.relink(connection, model, payloads), is_full=False)
    else:
        linked = Linked(_whole(connection, model, payloads), is_full=True)
    link_cache.keep(connection, fingerprint)
    connection.execute(
        """
        create or replace view identity_work.edges as from identity_state.edges;
        create or replace view identity_work.groups as from identity_state.groups
        """
    )
    return linked


def _whole(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> int:
    """Score every pair that shares a key, and group all payloads; return the number of pairs."""
    link_cache.forget(connection)
    blocking.block(connection, model.keys)
    scored = edges.create(connection, model, payloads)
    connection.execute(
        """
        create or replace table identity_state.groups
        (node bigint, component bigint, grp bigint);
        create or replace table identity_work.affected as select node from identity_work.payloads
        """
    )
    regroup.regroup(connection, model, payloads)
    return scored
