"""Candidate groups → groups: score what blocking missed inside them, then cluster."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from orchestration import queries
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
    connection.execute(queries.filled(__file__, "completable.sql", completed_up_to=COMPLETED_UP_TO))
    edges.add(connection, model, payloads, "missing_pairs", is_blocked=False)


def _cluster(
    connection: duckdb.DuckDBPyConnection, model: Model, nodes: npt.NDArray[np.int64]
) -> cluster.Ints:
    """The group of each of `nodes`, as a position in them, from scored pairs and single sources."""
    columns = connection.execute(
        queries.filled(__file__, "cluster_edges.sql", own=cluster.own("e"))
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
