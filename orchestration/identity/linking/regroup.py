"""Candidate groups → groups: score what blocking missed inside them, then cluster."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from orchestration.identity.linking import cluster
from orchestration.identity.scoring import edges
from orchestration.identity.scoring.model import Model

COMPLETED_UP_TO = 150
LARGEST = 400


def regroup(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> None:
    """Group the payloads of `identity_work.affected` into `identity_state.groups`.

    A candidate group hangs together by pairs that may link, so it is closed: no payload outside it
    bears on it. `affected` must hold candidate groups whole.
    """
    nodes = np.sort(_column(connection, "select node from identity_work.affected"))
    close = _pair_columns(
        connection,
        f"""
        select e.node_l, e.node_r
        from identity_state.edges as e
        semi join identity_work.affected as a on e.node_l = a.node
        where {edges.close(model)}
        """,
    )
    labels = cluster.components(
        len(nodes), np.searchsorted(nodes, close[0]), np.searchsorted(nodes, close[1])
    )
    connection.register("candidates", pa.table({"node": nodes, "component": nodes[labels]}))
    connection.execute(
        "create or replace table identity_work.candidates as select node, component from candidates"
    )
    connection.unregister("candidates")
    _complete(connection, model, payloads)
    groups = nodes[_cluster(connection, model, nodes)]
    connection.register(
        "found_groups", pa.table({"node": nodes, "component": nodes[labels], "grp": groups})
    )
    connection.execute("insert into identity_state.groups from found_groups")
    connection.unregister("found_groups")


def _complete(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> None:
    """Score what blocking missed inside a candidate group: its means and vetoes must be whole."""
    connection.execute(
        f"""
        create or replace table identity_work.completable as
        select node, component, count(*) over (partition by component) as size
        from identity_work.candidates
        qualify size between 3 and {COMPLETED_UP_TO};
        delete from identity_state.edges where rowid in (
            select e.rowid
            from identity_state.edges as e
            semi join identity_work.candidates as c on e.node_l = c.node
            left join identity_work.completable as l on e.node_l = l.node
            left join identity_work.completable as r on e.node_r = r.node
            where not e.is_blocked and coalesce(l.component <> r.component, true)
        );
        create or replace table identity_work.missing_pairs as
        select '0' as match_key, l.node as join_key_l, r.node as join_key_r
        from identity_work.completable as l
        inner join identity_work.completable as r
            on l.component = r.component and l.node < r.node
        anti join identity_state.edges as e on l.node = e.node_l and r.node = e.node_r
        """
    )
    edges.add(connection, model, payloads, "missing_pairs", is_blocked=False)


def _cluster(
    connection: duckdb.DuckDBPyConnection, model: Model, nodes: npt.NDArray[np.int64]
) -> cluster.Ints:
    """The group of each of `nodes`, as a position in them, from scored pairs and single sources."""
    columns = connection.execute(
        f"""
        with inside as (
            select e.node_l, e.node_r, e.weight, e.apart, {cluster.own("e")}
            from identity_state.edges as e
            inner join identity_work.candidates as l on e.node_l = l.node
            inner join identity_work.candidates as r
                on e.node_r = r.node and l.component = r.component
        ),
        singles as (
            select c.node, c.component, unnest(p.single_sources) as source
            from identity_work.candidates as c
            inner join identity_work.payloads as p on c.node = p.node
        ),
        two as (
            -- A source that keeps one record per person has two people where it has two records.
            select distinct l.node as node_l, r.node as node_r
            from singles as l
            inner join singles as r
                on l.component = r.component and l.source = r.source and l.node < r.node
        )
        select
            coalesce(e.node_l, t.node_l) as l,
            coalesce(e.node_r, t.node_r) as r,
            coalesce(e.weight, 0) as weight,
            t.node_l is not null as apart,
            e.apart is not null and t.node_l is null as against,
            {cluster.own("e")}
        from inside as e
        full join two as t on e.node_l = t.node_l and e.node_r = t.node_r
        order by l, r
        """
    ).fetchnumpy()
    pairs = cluster.Pairs(
        np.searchsorted(nodes, columns["l"]),
        np.searchsorted(nodes, columns["r"]),
        columns["weight"].astype(np.float64),
        columns["apart"].astype(np.bool_),
        np.zeros(len(columns["l"]), np.bool_),
        columns["against"].astype(np.bool_),
        cluster.owned(columns),
    )
    return cluster.cluster(len(nodes), pairs, model.link_weight, model.average_weight, LARGEST)


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> npt.NDArray[np.int64]:
    return connection.execute(query).fetchnumpy()["node"].astype(np.int64)


def _pair_columns(
    connection: duckdb.DuckDBPyConnection, query: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    columns = connection.execute(query).fetchnumpy()
    return columns["node_l"].astype(np.int64), columns["node_r"].astype(np.int64)
