"""The link of a day on which little changed: only what may weigh otherwise is scored again.

What must be looked at again: pairs of fresh payloads; pairs of a block that grew above the cap or
shrank below it; pairs that share a reference one of them gained or lost, or a name of which the
share changed; candidate groups that gained or lost a member, a pair or a source. All else is as it
was, because nothing outside its candidate group bears on a payload's group.
"""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.linking import blocking_delta, regroup, stale_pairs
from orchestration.identity.scoring import blocking, edges
from orchestration.identity.scoring.model import Model


def _weighed(table: str, other: str) -> str:
    """A query of the pairs of one table that are not the same in another."""
    columns = "node_l, node_r, weight, apart, is_blocked"
    return f"""
        select {columns} from identity_work.{table}
        except select {columns} from identity_work.{other}
    """


# Payloads of a candidate group in which a pair weighs otherwise than before.
_INSIDE = f"""
    select l.node
    from (
        ({_weighed("new_edges", "stale_pairs")}) union all ({_weighed("stale_pairs", "new_edges")})
    ) as e
    inner join identity_state.groups as l on e.node_l = l.node
    inner join identity_state.groups as r on e.node_r = r.node and l.component = r.component
"""
# Of two in one candidate group who say nothing comparable, one gained a key that both now have. In
# a block below the cap they would be a new edge.
_AMONG_MANY = f"""
    with many as (
        select m.key, m.node, g.component
        from identity_work.key_members as m
        semi join identity_work.turned_keys as t on m.key = t.key
        semi join (
            select key from identity_work.resized where now > {blocking.CAP}
        ) as b on m.key = b.key
        inner join identity_state.groups as g on m.node = g.node
    )
    select m.node
    from many as m
    semi join identity_work.turned_keys as t on m.key = t.key and m.node = t.node
    semi join many as o on m.key = o.key and m.component = o.component and m.node <> o.node
"""


def relink(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> int:
    """Bring `identity_state` up to date with what `kept.changes` wrote.

    Returns the number of pairs scored. Rows are known by their nodes: a checkpoint between two
    statements may give them other row ids.
    """
    connection.execute("drop table identity_state.fingerprint")
    blocking_delta.reblock(connection, model.keys)
    _without_stale(connection)
    stale_pairs.take_out(connection)
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
    connection.execute(queries.text(__file__, "new_pairs.sql"))


def _affect(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`identity_work.affected`: every payload of a candidate group in which something changed."""
    connection.execute(
        f"""
        create or replace table identity_work.moved as
        select node from identity_work.stale
        union select node from identity_work.resourced
        union select unnest([node_l, node_r]) from identity_work.unblocked
        union select unnest([node_l, node_r]) from identity_work.blocked_again
        union select unnest([node_l, node_r]) from ({_weighed("new_edges", "stale_pairs")})
        where {edges.close(model)}
        union select node from ({_INSIDE})
        union select node from ({_AMONG_MANY});
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
