"""Scored pairs → groups, by average linkage under constraints.

Connected components would chain a family together through one sparse record. Here two groups join
only while the mean weight between them holds and no pair across them is forbidden. Joining every
pair of groups that are each other's best in one round gives the same tree as joining the single
best pair at a time (average linkage is reducible; Murtagh 1983), so the whole graph advances at
once in arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CLIP_LOW, CLIP_HIGH = -5.0, 18.0
CLEAR = 3.0  # bits by which the group that a lone record joins fits it better than any other
OWN = ("email", "phone")  # comparisons of what is one person's own
AGAINST = -26.0  # bits that a contradiction counts in a mean
LOUD = -12.0  # bits of a pair that speak against a lone record's joining, whatever else fits
NEVER = -1e6  # bits of a pair that may not link


@dataclass(frozen=True)
class Pairs:
    """Pairs of nodes, `left < right`; `weight` in bits.

    `apart` forbids, `together` compels; `against` is a contradiction: no link, and in a mean it
    counts `AGAINST`, whatever its weight. `own` has a column for each thing that is one person's
    own (an e-mail, a phone): its bits, 0 where either lacks it.
    """

    left: Ints
    right: Ints
    weight: Floats
    apart: Flags
    together: Flags
    against: Flags
    own: Floats


def own(edges: str) -> str:
    """The columns of an edge of the relation `edges` that `owned` reads."""
    return ", ".join(f"coalesce({edges}.weight_{name}, 0) as weight_{name}" for name in OWN)


def owned(columns: Mapping[str, Any]) -> Floats:
    """`Pairs.own` of fetched columns."""
    return np.column_stack([columns[f"weight_{name}"].astype(np.float64) for name in OWN])


def components(nodes: int, left: Ints, right: Ints) -> Ints:
    """Component label of each of `nodes`, by its smallest node."""
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(nodes, nodes))  # type: ignore[no-untyped-call]
    labels: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    smallest = np.full(labels.max(initial=-1) + 1, nodes, np.int64)
    np.minimum.at(smallest, labels, np.arange(nodes))
    result: Ints = smallest[labels]
    return result


def cluster(nodes: int, pairs: Pairs, link: float, least: float, largest: int) -> Ints:
    """Group label of each node.

    Two groups need one pair of at least `link` bits and a mean of at least `least`, also when what
    is their `own` counts for the pairs that lack it: two namesakes, each with an e-mail and a phone
    of their own, must not join because most of their records leave both out. No join makes a group
    of more than `largest` nodes unless a steward compels it.
    """
    labels = components(nodes, pairs.left[pairs.together], pairs.right[pairs.together])
    between = _Between(
        pairs.left,
        pairs.right,
        np.where(pairs.against, AGAINST, np.clip(pairs.weight, CLIP_LOW, CLIP_HIGH)),
        np.where(pairs.against, AGAINST, pairs.weight),
        np.ones(len(pairs.left), np.int64),
        pairs.apart & ~pairs.together,
        np.column_stack((pairs.own, pairs.own != 0)),
    )
    numbers = pairs.left * nodes + pairs.right
    if pairs.together.any() or (numbers[1:] <= numbers[:-1]).any():  # else each stands for itself
        between = _summed(labels, between)
    parts = components(nodes, pairs.left, pairs.right)
    sizes = np.bincount(labels, minlength=nodes)
    while len(between.left):
        left, right = between.left, between.right
        mean = between.total / between.count
        fits = ~between.apart & (between.best >= link) & (mean + between.unsaid() >= least)
        fits &= sizes[left] + sizes[right] <= largest
        if not fits.any():
            break
        active = np.zeros(nodes, np.bool_)  # parts of the graph that are not done
        active[parts[left[fits]]] = True
        going = active[parts[left]]
        between, fits, mean = between.only(going), fits[going], mean[going]
        left, right = between.left, between.right
        order = np.flatnonzero(fits)
        order = order[np.lexsort((right[order], left[order], -mean[order]))]
        rank = np.full(nodes, len(order), np.int64)
        position = np.arange(len(order))
        # Written from the last to the first, the best rank of a node is what stays.
        rank[left[order[::-1]]] = position[::-1]
        best = rank.copy()
        rank[right[order[::-1]]] = position[::-1]
        np.minimum(best, rank, out=best)
        mutual = order[(best[left[order]] == position) & (best[right[order]] == position)]
        into = np.arange(nodes)
        into[right[mutual]] = left[mutual]
        labels = into[labels]
        sizes = np.bincount(labels, minlength=nodes)
        between = _merged(into, mutual, between)
    return _adopted(labels, pairs, link, largest)


def _adopted(labels: Ints, pairs: Pairs, link: float, largest: int) -> Ints:
    """`labels` after lone nodes have joined the one group that clearly fits them best.

    A record that says little agrees with hardly any mean, yet may fit one record of a group. It
    joins as a leaf: nothing in the group may contradict it, nor another that joins with it.
    """
    sizes = np.bincount(labels, minlength=len(labels))
    node, other = np.r_[pairs.left, pairs.right], np.r_[pairs.right, pairs.left]
    lone = sizes[labels[node]] == 1
    node, host = node[lone], labels[other[lone]]
    pick = np.tile(np.arange(len(pairs.left)), 2)[lone]
    order = np.lexsort((host, node))
    node, host, pick = node[order], host[order], pick[order]
    if not len(node):
        return labels
    starts = np.flatnonzero(np.r_[True, (node[1:] != node[:-1]) | (host[1:] != host[:-1])])
    refused = pairs.apart[pick] | pairs.against[pick]
    best = np.maximum.reduceat(np.where(refused, NEVER, pairs.weight[pick]), starts)
    barred = np.logical_or.reduceat(refused, starts)
    low = np.minimum.reduceat(pairs.own[pick], starts, axis=0)
    high = np.maximum.reduceat(pairs.own[pick], starts, axis=0)
    barred |= np.minimum.reduceat(pairs.weight[pick], starts) < LOUD
    barred |= ((low < 0) & (high <= 0)).any(axis=1)
    barred |= (sizes[host[starts]] < 2) | (sizes[host[starts]] >= largest)
    node, host = node[starts], host[starts]
    order = np.lexsort((host, -best, node))
    node, host, best, barred = node[order], host[order], best[order], barred[order]
    first = np.r_[True, node[1:] != node[:-1]]
    following = np.r_[np.where(first[1:], NEVER, best[1:]), NEVER]
    joins = first & ~barred & (best >= link) & (best - following >= CLEAR)
    into = labels.copy()
    into[node[joins]] = host[joins]
    # Of those that join one group, none may contradict another.
    clash = (pairs.apart | pairs.against) & (into[pairs.left] == into[pairs.right])
    clash &= labels[pairs.left] != labels[pairs.right]
    for side in (pairs.left[clash], pairs.right[clash]):
        into[side] = labels[side]
    outgrown = np.bincount(into, minlength=len(into))[into] > largest
    into[outgrown] = labels[outgrown]
    return into


@dataclass(frozen=True)
class _Between:
    """What lies between two groups: sum, best and number of their pairs' weights.

    `own`: the bits of each thing of one's own, summed, then how many pairs compare it.
    """

    left: Ints
    right: Ints
    total: Floats
    best: Floats
    count: Ints
    apart: Flags
    own: Floats

    def unsaid(self) -> Floats:
        """What is missing from the mean where things of one's own differ but few pairs say so."""
        total, said = np.hsplit(self.own, 2)
        differing = np.minimum(total, 0)
        short = differing / (said + 1) - differing / self.count[:, None]
        unsaid: Floats = np.minimum(short, 0).sum(axis=1)
        return unsaid

    def only(self, which: Ints | Flags) -> _Between:
        """Some of the pairs, by position or flag."""
        return _Between(
            self.left[which],
            self.right[which],
            self.total[which],
            self.best[which],
            self.count[which],
            self.apart[which],
            self.own[which],
        )


def _merged(into: Ints, merged: Ints, given: _Between) -> _Between:
    """`given` after its pairs `merged` have become one group each: only what they touch changes."""
    touched = np.zeros(len(into), np.bool_)
    touched[given.left[merged]] = True
    touched[given.right[merged]] = True
    changes = touched[given.left] | touched[given.right]
    same, changed = given.only(~changes), _summed(into, given.only(changes))
    return _Between(
        np.concatenate((same.left, changed.left)),
        np.concatenate((same.right, changed.right)),
        np.concatenate((same.total, changed.total)),
        np.concatenate((same.best, changed.best)),
        np.concatenate((same.count, changed.count)),
        np.concatenate((same.apart, changed.apart)),
        np.concatenate((same.own, changed.own)),
    )


def _summed(labels: Ints, given: _Between) -> _Between:
    """Sum up between the groups of `labels`; what lies inside one group falls away."""
    a, b = labels[given.left], labels[given.right]
    across = np.flatnonzero(a != b)
    if not len(across):
        return given.only(across)
    low, high = np.minimum(a[across], b[across]), np.maximum(a[across], b[across])
    pair = low * len(labels) + high
    order = np.argsort(pair, kind="stable")
    pair, kept = pair[order], given.only(across[order])
    starts = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    return _Between(
        low[order][starts],
        high[order][starts],
        np.add.reduceat(kept.total, starts),
        np.maximum.reduceat(kept.best, starts),
        np.add.reduceat(kept.count, starts),
        np.logical_or.reduceat(kept.apart, starts),
        np.add.reduceat(kept.own, starts, axis=0),
    )
