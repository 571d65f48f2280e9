"""Records that name two people, an estate or a post in a firm: whose they are.

They are grouped among themselves, like with like, and never with a person: nothing that names two
can join them. Afterwards such a group goes as a whole to the customer whom it names, if there is
one: a leaf, not a bridge.
"""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model

MOST_HOSTS = 2  # a couple's own; where more fit as well, the record says too little
CLEAR = 1.0  # bits by which one who fits less is no rival


def attach(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Replace `identity_work.groups` (node, grp) by one in which guests are with their hosts.

    Writes `identity_work.hosts` (guest, host, place): the groups that a guest names, its own first.
    Reads `identity_work.payloads` and `edges`.
    """
    family = next(c for c in COMPARISONS if c.name == "family")
    bound = {
        "link": model.link_weight,
        "most": MOST_HOSTS,
        "clear": CLEAR,
        "part": _level([level.label for level in family.levels], "part of a double name"),
    }
    queries.run(connection, __file__, "attach.sql", bound)


def _level(labels: list[str], label: str) -> int:
    return len(labels) - 1 - labels.index(label)
