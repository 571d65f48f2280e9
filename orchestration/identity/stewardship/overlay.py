"""What stewards decided, laid over the groups that records make by themselves.

A link joins two customers with everything they have, an unlink parts one customer into two, and
nothing else of anybody is touched. The groups beneath are those of a company without stewards, so
a decision that is taken back leaves no trace in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from orchestration import queries
from orchestration.identity.linking import cluster

ALWAYS = -np.inf  # the bits that suffice where records stay together unless a steward parts them


@dataclass(frozen=True)
class Records:
    """Records in order of their ids, the node of what each says and the group beneath it."""

    ids: Sequence[str]
    nodes: cluster.Ints
    bases: cluster.Ints


@dataclass(frozen=True)
class Decided:
    """Pairs of positions in `Records`, and whether a steward put them together or apart."""

    left: cluster.Ints
    right: cluster.Ints
    together: cluster.Flags


def overlay(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.record_groups`: record_id, node, base (its group beneath), grp.

    Reads `identity_work.groups`, `payload_records`, `edges`, and `decided` (record_a, record_b,
    together). Groups that a decision joined or parted have negative labels.
    """
    queries.run(connection, __file__, "overlay_touched.sql")
    touched = connection.execute(
        "from identity_work.touched_records order by record_id"
    ).fetchnumpy()
    records = Records(
        [str(record) for record in touched["record_id"]],
        touched["node"].astype(np.int64),
        touched["base"].astype(np.int64),
    )
    labels = laid(
        records,
        scored(
            connection,
            "(select e.* from identity_work.edges as e "
            "semi join identity_work.touched_records as l on e.node_l = l.node "
            "semi join identity_work.touched_records as r on e.node_r = r.node)",
        ),
        _decided(connection, records),
    )
    connection.register(
        "laid",
        pa.table(
            {
                "record_id": pa.array(records.ids, pa.string()),
                "label": pa.array(labels, pa.int64()),
            }
        ),
    )
    queries.run(connection, __file__, "overlay_groups.sql")
    connection.unregister("laid")


def scored(connection: duckdb.DuckDBPyConnection, edges: str) -> cluster.Pairs:
    """The pairs of nodes of the relation `edges`, for `laid`."""
    found = connection.execute(
        "select e.node_l, e.node_r, e.weight, e.apart is not null as against, "
        f"{cluster.own('e')} from {edges} as e where e.node_l < e.node_r"
    ).fetchnumpy()
    nobody = np.zeros(len(found["node_l"]), np.bool_)
    return cluster.Pairs(
        found["node_l"].astype(np.int64),
        found["node_r"].astype(np.int64),
        found["weight"].astype(np.float64),
        nobody,
        nobody,
        found["against"].astype(np.bool_),
        cluster.owned(found),
    )


def _decided(connection: duckdb.DuckDBPyConnection, records: Records) -> Decided:
    rows = connection.execute(
        "select record_a, record_b, together from identity_work.decided order by all"
    ).fetchall()
    at = {record: position for position, record in enumerate(records.ids)}
    rows = [row for row in rows if row[0] in at and row[1] in at]
    return Decided(
        np.array([at[row[0]] for row in rows], np.int64),
        np.array([at[row[1]] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.bool_),
    )


def laid(records: Records, pairs: cluster.Pairs, decided: Decided) -> cluster.Ints:
    """The group of each record once decisions are laid over the groups beneath, from 0.

    Links join the groups beneath. Where an unlink stands inside what is joined, that is parted
    into as few groups as the unlinks allow: every other record goes where it fits better.
    """
    _, base = np.unique(records.bases, return_inverse=True)
    ties = decided.together
    joined = cluster.components(
        int(base.max(initial=-1)) + 1, base[decided.left[ties]], base[decided.right[ties]]
    )
    unions = joined[base] if len(base) else np.zeros(0, np.int64)
    labels = unions.copy()
    is_torn = ~ties & (unions[decided.left] == unions[decided.right])
    for union in np.unique(unions[decided.left[is_torn]]):
        members = np.flatnonzero(unions == union)
        inside = np.flatnonzero(unions[decided.left] == union)
        inside = inside[unions[decided.right[inside]] == union]
        found = _parted(records, members, pairs, decided, inside)
        labels[members] = len(records.ids) + found + labels.max(initial=0) + 1
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _parted(
    records: Records,
    members: cluster.Ints,
    known: cluster.Pairs,
    decided: Decided,
    inside: cluster.Ints,
) -> cluster.Ints:
    """A label for each of `members`, whom the decisions `inside` join and part.

    Records that say the same stay together unless a decision names them; records of different
    groups beneath meet only through links.
    """
    named = np.isin(members, np.concatenate((decided.left[inside], decided.right[inside])))
    nodes = records.nodes[members]
    key = np.where(named, -1 - members, nodes)
    _, first, unit = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)  # units in order of their first record, whatever nodes are called
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    unit, first = rank[unit], first[order]
    left, right = np.triu_indices(len(order), 1)
    bits, against, own = _weights(nodes[first[left]], nodes[first[right]], known)
    at = {int(member): int(unit[position]) for position, member in enumerate(members)}
    said = {
        (min(a, b), max(a, b)): bool(together)
        for a, b, together in (
            (at[int(decided.left[i])], at[int(decided.right[i])], decided.together[i])
            for i in inside
        )
    }
    apart, together = np.zeros(len(left), np.bool_), np.zeros(len(left), np.bool_)
    for (a, b), is_link in said.items():
        position = np.flatnonzero((left == a) & (right == b))
        (together if is_link else apart)[position] = True
    meets = records.bases[members][first[left]] == records.bases[members][first[right]]
    kept = np.flatnonzero(meets | apart | together)
    pairs = cluster.Pairs(
        left[kept], right[kept], bits[kept], apart[kept], together[kept], against[kept], own[kept]
    )
    units = len(order)
    return cluster.cluster(units, pairs, ALWAYS, ALWAYS, units)[unit]


def _weights(
    left: cluster.Ints, right: cluster.Ints, known: cluster.Pairs
) -> tuple[cluster.Floats, cluster.Flags, cluster.Floats]:
    """Bits, contradiction and own bits between nodes; what was never compared weighs nothing."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    nodes = np.unique(np.concatenate((low, high)))
    inside = np.flatnonzero(np.isin(known.left, nodes) & np.isin(known.right, nodes))
    bits = np.where(left == right, cluster.CLIP_HIGH, 0.0)
    against = np.zeros(len(left), np.bool_)
    own = np.zeros((len(left), known.own.shape[1]))
    if not len(inside):
        return bits, against, own

    def named(one: cluster.Ints, other: cluster.Ints) -> cluster.Ints:
        name: cluster.Ints = np.searchsorted(nodes, one) * len(nodes) + np.searchsorted(
            nodes, other
        )
        return name

    names = named(known.left[inside], known.right[inside])
    order = np.argsort(names)
    wanted = named(low, high)
    place = np.minimum(np.searchsorted(names[order], wanted), len(names) - 1)
    is_known = names[order][place] == wanted
    chosen = inside[order][place][is_known]
    bits[is_known] = known.weight[chosen]
    against[is_known] = known.against[chosen]
    own[is_known] = known.own[chosen]
    return bits, against, own
