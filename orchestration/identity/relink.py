"""The link of a day on which little changed: only pairs of new or changed payloads are scored.

What must be looked at again: pairs of fresh payloads; pairs of a block that grew above the cap or
shrank below it; candidate groups that gained or lost a member, a pair or a decision. All else is
as it was, because nothing outside its candidate group bears on a payload's group.
"""

from __future__ import annotations

import duckdb

from orchestration.identity import edges, reblock, regroup
from orchestration.identity.model import Model


def relink(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> int:
    """Bring `identity_state` up to date with `identity_work.stale` and `fresh`.

    Returns the number of pairs scored.
    """
    connection.execute("drop table identity_state.fingerprint")
    reblock.reblock(connection, model.keys)
    _without_stale(connection)
    _pairs(connection)
    scored = edges.add(connection, model, payloads, "pairs", is_blocked=True)
    _affect(connection, model)
    regroup.regroup(connection, model, payloads)
    return scored


def _without_stale(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the edges of what is gone; mark those that only completion may keep."""
    connection.execute(
        """
        delete from identity_state.edges where rowid in (
            select e.rowid from identity_state.edges as e
            semi join identity_work.stale as s on e.node_l = s.node
            union
            select e.rowid from identity_state.edges as e
            semi join identity_work.stale as s on e.node_r = s.node
        )
        """
    )
    if connection.execute("select 1 from identity_work.unblocked limit 1").fetchall():
        connection.execute(
            """
            update identity_state.edges as e set is_blocked = false
            from identity_work.unblocked as u
            where e.node_l = u.node_l and e.node_r = u.node_r
            """
        )


def _pairs(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.pairs`, those to score; completed pairs that are now blocked are marked."""
    connection.execute(
        """
        create or replace table identity_work.completed_before as
        select e.rowid as id, e.node_l, e.node_r
        from identity_state.edges as e
        semi join identity_work.blocked_again as b on e.node_l = b.node_l and e.node_r = b.node_r;
        update identity_state.edges set is_blocked = true
        where rowid in (select id from identity_work.completed_before);
        create or replace table identity_work.pairs as
        select '0' as match_key, node_l as join_key_l, node_r as join_key_r
        from (
            from identity_work.fresh_pairs
            union all
            select b.node_l, b.node_r
            from identity_work.blocked_again as b
            anti join identity_work.completed_before as c
                on b.node_l = c.node_l and b.node_r = c.node_r
        )
        """
    )


def _affect(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`identity_work.affected`: every payload of a candidate group in which something changed."""
    connection.execute(
        f"""
        create or replace table identity_work.moved as
        select node from identity_work.stale
        union select unnest([node_l, node_r]) from identity_work.unblocked
        union select unnest([node_l, node_r]) from identity_work.blocked_again
        union select unnest([node_l, node_r]) from identity_work.new_edges
        where {edges.close(model)}
        union select unnest([node_l, node_r]) from (
            (from identity_state.decided except from identity_work.decided)
            union all (from identity_work.decided except from identity_state.decided)
        );
        create or replace table identity_work.affected as
        with parts as (
            select distinct g.component
            from identity_state.groups as g
            semi join identity_work.moved as m on g.node = m.node
        )
        select g.node
        from identity_state.groups as g
        semi join parts as p on g.component = p.component
        anti join identity_work.stale as s on g.node = s.node
        union
        select node from identity_work.fresh;
        delete from identity_state.groups where node in (
            select node from identity_work.affected union all select node from identity_work.stale
        )
        """
    )
