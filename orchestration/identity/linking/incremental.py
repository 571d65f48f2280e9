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
_INSIDE = queries.filled(
    __file__,
    "nodes_inside.sql",
    new_edges=_weighed("new_edges", "stale_pairs"),
    stale_edges=_weighed("stale_pairs", "new_edges"),
)
# Of two in one candidate group who say nothing comparable, one gained a key that both now have. In
# a block below the cap they would be a new edge.
_AMONG_MANY = queries.filled(__file__, "among_many.sql", cap=blocking.CAP)


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
    connection.execute(queries.text(__file__, "without_stale.sql"))
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
        queries.filled(
            __file__,
            "nodes_moved.sql",
            new_edges=_weighed("new_edges", "stale_pairs"),
            model=edges.close(model),
            inside=_INSIDE,
            among_many=_AMONG_MANY,
        )
    )
