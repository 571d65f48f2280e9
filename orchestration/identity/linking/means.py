"""What clustering sees between two groups, as SQL."""

from __future__ import annotations

from orchestration.identity.linking import cluster


def seen(edges: str) -> str:
    """An aggregate over the pairs between two groups, of the relation `edges`: bits, rounded.

    The mean of clipped weights in which a contradiction counts `cluster.AGAINST`, and what is one's
    own counts for pairs that lack it: the condition of `cluster.cluster`.
    """
    unsaid = " + ".join(
        f"least(0, sum({edges}.weight_{name}) "
        f"/ (count(*) filter ({edges}.weight_{name} <> 0) + 1) - avg({edges}.weight_{name}))"
        for name in cluster.OWN
    )
    return (
        f"round(avg(if({edges}.apart is not null, {cluster.AGAINST}, "
        f"least(greatest({edges}.weight, {cluster.CLIP_LOW}), {cluster.CLIP_HIGH}))) + {unsaid}, 3)"
    )
