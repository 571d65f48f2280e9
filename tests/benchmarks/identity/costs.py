"""What the stages of identity cost, and how a table says it."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

STAGES = {
    "different payloads": "standardise, drop hubs, collapse",
    "pairs scored": "block, score, cluster",
    "numbered": "number",
    "customers in": "households, tables for readers",
}


@dataclass
class Costs:
    """Clock and processor seconds, and peak MB, by stage."""

    stage: list[str] = field(default_factory=lambda: [""])
    seconds: dict[str, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    peak_mb: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        self.stage[0] = stage
        started, used = time.monotonic(), processor()
        yield
        self.seconds[stage] = time.monotonic() - started
        self.processor[stage] = processor() - used


def processor() -> float:
    """Processor seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def stage_row(costs: Costs, count: int) -> str:
    """The row of the table of stages."""
    cells = [f"{costs.seconds[name]:.1f} ({costs.processor[name]:.1f})" for name in STAGES.values()]
    total = [sum(used[name] for name in STAGES.values()) for used in _used(costs)]
    peak = max(costs.peak_mb[name] for name in STAGES.values())
    return f"| {count:,} | {' | '.join(cells)} | {total[0]:.1f} ({total[1]:.1f}) | {peak:,.0f} |"


def ratio_row(costs: Costs, count: int, payloads: int, differing: list[int]) -> str:
    """The row of the table that sets the link beside a later one and beside Splink."""
    name = STAGES["pairs scored"]

    def cell(ratio: Callable[[dict[str, float]], float]) -> str:
        clock, processor = (ratio(used) for used in _used(costs))
        return f"{clock:.1f} ({processor:.1f})"

    return (
        f"| {count:,} | {payloads:,} | {cell(lambda used: used[name])} "
        f"| {cell(lambda used: used[name + ' again'])} "
        f"| {cell(lambda used: used[name] / used[name + ' again'])} "
        f"| {differing[0]} | {differing[1]} | {cell(lambda used: used['bare'])} "
        f"| {cell(lambda used: used[name] / used['bare'])} |"
    )


def _used(costs: Costs) -> tuple[dict[str, float], dict[str, float]]:
    return costs.seconds, costs.processor
