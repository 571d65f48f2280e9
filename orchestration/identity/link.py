"""Payloads → groups: block, score, complete the candidate groups, veto, cluster."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.identity import blocking, cluster, score, veto
from orchestration.identity.model import Model

COMPLETED_UP_TO = 150
LARGEST = 400


def link(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> None:
    """Write `identity_work.edges` (scored, vetoed pairs) and `identity_work.groups` (node, grp).

    Reads `identity_work.payloads`, and `identity_work.decided` (node_l, node_r, together) for what
    stewards decided.
    """
    blocking.block(connection)
    score.score(connection, model, payloads)
    veto.veto(connection, "scored", "edges")
    _complete(connection, model, payloads)
    pairs = _pairs(connection)
    labels = cluster.cluster(payloads, pairs, model.link_weight, model.average_weight, LARGEST)
    groups = pa.table({"node": pa.array(np.arange(payloads)), "grp": pa.array(labels)})
    connection.register("found_groups", groups)
    connection.execute(
        "create or replace table identity_work.groups as select node, grp from found_groups"
    )
    connection.unregister("found_groups")


def _complete(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> None:
    """Score what blocking missed inside a candidate group: its means and vetoes must be whole."""
    close = connection.execute(
        f"""
        select node_l, node_r from identity_work.edges
        where weight >= {model.link_weight} and apart is null
        union all
        select node_l, node_r from identity_work.decided where together
        """
    ).fetchnumpy()
    labels = cluster.components(
        payloads, close["node_l"].astype(np.int64), close["node_r"].astype(np.int64)
    )
    connection.register(
        "candidates", pa.table({"node": np.arange(payloads), "grp": pa.array(labels)})
    )
    connection.execute(
        f"""
        create or replace table identity_work.candidate_groups as
        select grp, list(node) as nodes
        from candidates group by grp having count(*) between 3 and {COMPLETED_UP_TO};
        create or replace table identity_work.missing_pairs as
        with members as (select grp, unnest(nodes) as node from identity_work.candidate_groups)
        select '0' as match_key, l.node as join_key_l, r.node as join_key_r
        from members as l
        inner join members as r on l.grp = r.grp and l.node < r.node
        anti join identity_work.edges as e on l.node = e.node_l and r.node = e.node_r
        """
    )
    connection.unregister("candidates")
    score.score(connection, model, payloads, pairs="missing_pairs", target="scored_missing")
    veto.veto(connection, "scored_missing", "missing_edges")
    connection.execute("insert into identity_work.edges select * from identity_work.missing_edges")


def _pairs(connection: duckdb.DuckDBPyConnection) -> cluster.Pairs:
    """The scored and the decided pairs as arrays."""
    columns = connection.execute(
        """
        select
            coalesce(e.node_l, d.node_l) as l,
            coalesce(e.node_r, d.node_r) as r,
            coalesce(e.weight, 0) as weight,
            coalesce(not d.together, e.apart is not null) as apart,
            coalesce(d.together, false) as together
        from identity_work.edges as e
        full join identity_work.decided as d on e.node_l = d.node_l and e.node_r = d.node_r
        order by l, r
        """
    ).fetchnumpy()
    return cluster.Pairs(
        columns["l"].astype(np.int64),
        columns["r"].astype(np.int64),
        columns["weight"].astype(np.float64),
        columns["apart"].astype(np.bool_),
        columns["together"].astype(np.bool_),
    )
