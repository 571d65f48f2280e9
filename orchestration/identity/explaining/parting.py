"""Whether a customer would fall apart without one of its links."""

from __future__ import annotations

import duckdb
import numpy as np

from orchestration.identity.explaining.paths import Step
from orchestration.identity.linking import cluster
from orchestration.identity.scoring.model import Model


def parts(
    connection: duckdb.DuckDBPyConnection, model: Model, ends: tuple[str, str], cut: Step
) -> bool:
    """Whether clustering anew, with `cut` forbidden, leaves the records `ends` in two groups.

    Reads `identity_work.edges` and `payload_records` of the customer: see `compare.compared`.
    """
    found = connection.execute(
        f"""
        with nodes as (
            select node, row_number() over (order by node) - 1 as n from identity_work.payloads
        ),
        cut as (
            select l.node as l, r.node as r
            from identity_work.payload_records as l, identity_work.payload_records as r
            where l.record_id = $cut_a and r.record_id = $cut_b
        )
        select
            a.n as l, b.n as r, e.weight,
            exists (
                select 1 from cut
                where e.node_l = least(cut.l, cut.r) and e.node_r = greatest(cut.l, cut.r)
            ) as apart,
            e.apart is not null as against,
            {cluster.own("e")}
        from identity_work.edges as e
        inner join nodes as a on e.node_l = a.node
        inner join nodes as b on e.node_r = b.node
        where e.node_l < e.node_r
        order by 1, 2
        """,
        {"cut_a": cut.record_a, "cut_b": cut.record_b},
    ).fetchnumpy()
    rows = connection.execute(
        """
        select p.record_id, n.n
        from identity_work.payload_records as p
        inner join (
            select node, row_number() over (order by node) - 1 as n from identity_work.payloads
        ) as n on p.node = n.node
        where p.record_id in ($a, $b)
        """,
        {"a": ends[0], "b": ends[1]},
    ).fetchall()
    at = dict(rows)
    size = int(max(found["l"].max(initial=0), found["r"].max(initial=0), *at.values())) + 1
    pairs = cluster.Pairs(
        found["l"].astype(np.int64),
        found["r"].astype(np.int64),
        found["weight"].astype(np.float64),
        found["apart"].astype(np.bool_),
        np.zeros(len(found["l"]), np.bool_),
        found["against"].astype(np.bool_),
        cluster.owned(found),
    )
    labels = cluster.cluster(size, pairs, model.link_weight, model.average_weight, size)
    return bool(labels[at[ends[0]]] != labels[at[ends[1]]])
