"""Where to kill: every stage of a run, and the part of the job that reaches it soonest."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

import dagster as dg

from orchestration.progress import STAGES, stage_of

# The part of the job that reaches a stage soonest. Gates behind landing need nothing rebuilt, so
# they are reached with all other gates, on the way to publishing.
PARTS = {
    "land": ("land", "close_landing", "gate_raw"),
    "dbt_records": ("dbt_records",),
    "statistics__text_readings": ("statistics__text_readings",),
    "resolve_identity": ("resolve_identity",),
    "dbt_conform": ("dbt_conform",),
    "score_statistics": ("score_statistics",),
    "dbt_marts": ("dbt_marts",),
    "published__current": (
        "gate_records", "gate_identity", "gate_conformed", "gate_marts", "published__current",
    ),
}  # fmt: skip
LANDING = PARTS["land"]


@dataclass(frozen=True)
class Moment:
    """When to kill: so many seconds after a stage began, in a whole run or in a `part` of it."""

    stage: str
    seconds: float
    part: str = ""


def moments(
    seconds: dict[str, float], among: Iterable[str], chance: random.Random, *, in_parts: bool
) -> list[Moment]:
    """One random moment in each stage, in the order of a run; `seconds` is how long each takes."""
    part_of = {stage: part for part, stages in PARTS.items() for stage in stages}
    return [
        Moment(stage, chance.uniform(0, seconds.get(stage, 1.0)), part_of[stage] * in_parts)
        for stage in sorted(among, key=list(STAGES).index)
    ]


def selection(part: str) -> dg.AssetSelection | None:
    """What a part of the job selects; None for the whole job.

    Publishing asks for every gate of its very run, so that part evaluates all of them.
    """
    from orchestration.definitions import defs

    if not part:
        return None
    repository = defs.get_repository_def()
    if part == "published__current":
        gates = [key for key in repository.asset_graph.asset_check_keys if key.name == "gate"]
        return dg.AssetSelection.checks(*gates) | dg.AssetSelection.assets(["published", "current"])
    steps = {name for name in PARTS[part] if not name.startswith("gate_")}
    found = repository.assets_defs_by_key.items()
    keys = [key for key, asset in found if asset.is_executable and _step(asset) in steps]
    return dg.AssetSelection.assets(*keys)


def _step(asset: dg.AssetsDefinition) -> str:
    return stage_of(asset.node_def.name)
