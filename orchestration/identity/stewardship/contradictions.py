"""Decisions that cannot all hold: A is B, B is C, but A is not C. The newer ones hold."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from orchestration import queries
from orchestration.identity.linking import cluster


def set_aside(connection: duckdb.DuckDBPyConnection) -> None:
    """Turn those `in_force` in `identity_work.decision_states` that newer ones contradict.

    They become `set_aside`, `overruled_by` the newest of the decisions they contradict.
    """
    found = connection.execute(queries.text(__file__, "decided_pairs.sql")).fetchnumpy()
    left, right = found["left"].astype(np.int64), found["right"].astype(np.int64)
    together = found["together"].astype(np.bool_)
    over = _overruled(left, right, together)
    lost = np.flatnonzero(over >= 0)
    if not len(lost):
        return
    ids = found["decision_id"]
    connection.register(
        "lost_decisions",
        pa.table({"decision_id": list(ids[lost]), "overruled_by": list(ids[over[lost]])}),
    )
    connection.execute(queries.text(__file__, "set_aside.sql"))
    connection.unregister("lost_decisions")


def _overruled(left: cluster.Ints, right: cluster.Ints, together: cluster.Flags) -> cluster.Ints:
    """For each decision, newest first, the position of one that overrules it, or -1.

    Only where links lead round to an unlink is anything weighed, decision by decision.
    """
    over = np.full(len(left), -1, np.int64)
    nodes = int(max(left.max(initial=-1), right.max(initial=-1))) + 1
    labels = cluster.components(nodes, left[together], right[together])
    torn = np.unique(labels[left[~together & (labels[left] == labels[right])]])
    involved = np.isin(labels[left], torn) | np.isin(labels[right], torn)
    held: list[int] = []
    for position in np.flatnonzero(involved):
        kept = np.array([*held, position])
        ties = kept[together[kept]]
        groups = cluster.components(nodes, left[ties], right[ties])
        cuts = kept[~together[kept]]
        clash = cuts[groups[left[cuts]] == groups[right[cuts]]]
        if not len(clash):
            held.append(int(position))
            continue
        # A link breaks on the cut it would close; a cut on the links that hold its two ends.
        rivals = clash if together[position] else ties[groups[left[ties]] == groups[left[position]]]
        over[position] = int(rivals.min())
    return over
