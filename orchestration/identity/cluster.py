"""Scored pairs → groups, by average linkage under constraints.

Connected components would chain a family together through one sparse record. Here two groups join
only while the mean weight between them holds and no pair across them is forbidden. Joining every
pair of groups that are each other's best in one round gives the same tree as joining the single
best pair at a time (average linkage is reducible; Murtagh 1983), so the whole graph advances at
once in arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CLIP_LOW, CLIP_HIGH = -5.0, 18.0
AGAINST = -20.0  # bits that a contradiction counts in a mean


@dataclass(frozen=True)
class Pairs:
    """Pairs of nodes, `left < right`; `weight` in bits.

    `apart` forbids, `together` compels; `against` is a contradiction: no link, and in a mean it
    counts `AGAINST`, whatever its weight.
    """

    left: Ints
    right: Ints
    weight: Floats
    apart: Flags
    together: Flags
    against: Flags


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

    Two groups need one pair of at least `link` bits and a mean of at least `least`. No join makes
    a group of more than `largest` nodes unless a steward compels it.
    """
    labels = components(nodes, pairs.left[pairs.together], pairs.right[pairs.together])
    between = _between(
        labels,
        _Between(
            pairs.left,
            pairs.right,
            np.where(pairs.against, AGAINST, np.clip(pairs.weight, CLIP_LOW, CLIP_HIGH)),
            np.where(pairs.against, AGAINST, pairs.weight),
            np.ones(len(pairs.left), np.int64),
            pairs.apart & ~pairs.together,
        ),
    )
    sizes = np.bincount(labels, minlength=nodes)
    while len(between.left):
        left, right = between.left, between.right
        mean = between.total / between.count
        fits = ~between.apart & (between.best >= link) & (mean >= least)
        fits &= sizes[left] + sizes[right] <= largest
        if not fits.any():
            break
        order = np.flatnonzero(fits)
        order = order[np.lexsort((right[order], left[order], -mean[order]))]
        rank = np.full(nodes, len(order), np.int64)
        np.minimum.at(rank, left[order], np.arange(len(order)))
        np.minimum.at(rank, right[order], np.arange(len(order)))
        position = np.arange(len(order))
        mutual = order[(rank[left[order]] == position) & (rank[right[order]] == position)]
        into = np.arange(nodes)
        into[right[mutual]] = left[mutual]
        labels = into[labels]
        sizes = np.bincount(labels, minlength=nodes)
        between = _between(into, between)
    return labels


@dataclass(frozen=True)
class _Between:
    """What lies between two groups: sum, best and number of their pairs' weights."""

    left: Ints
    right: Ints
    total: Floats
    best: Floats
    count: Ints
    apart: Flags


def _between(labels: Ints, given: _Between) -> _Between:
    """Sum up between the groups of `labels`; what lies inside one group falls away."""
    a, b = labels[given.left], labels[given.right]
    across = np.flatnonzero(a != b)
    a, b = np.minimum(a[across], b[across]), np.maximum(a[across], b[across])
    order = np.lexsort((b, a))
    a, b, kept = a[order], b[order], across[order]
    if not len(a):
        return _Between(a, b, given.total[:0], given.best[:0], given.count[:0], given.apart[:0])
    starts = np.flatnonzero(np.r_[True, (a[1:] != a[:-1]) | (b[1:] != b[:-1])])
    return _Between(
        a[starts],
        b[starts],
        np.add.reduceat(given.total[kept], starts),
        np.maximum.reduceat(given.best[kept], starts),
        np.add.reduceat(given.count[kept], starts),
        np.logical_or.reduceat(given.apart[kept], starts),
    )
