"""What the kills cost, in one object and one Markdown page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from orchestration.progress import STAGES
from tests.crash.readers import Seen


@dataclass
class Report:
    """What the kills cost."""

    kills: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    undisturbed_start: float = 0.0
    starts: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, nothing differs, every run started and every read was right."""
        return self.seen.clean and not (self.failed or self.lost or self.different)

    @property
    def slowest_start(self) -> float:
        return max(self.starts, default=0.0)


def table(report: Report, people: int) -> str:
    """The Markdown page."""
    lines = [
        f"# {report.kills.total()} runs killed with SIGKILL at random moments",
        "",
        f"Measured {date.today():%Y-%m-%d} on 2 cores, {people} people: "
        "`customer360 benchmark --kills N`. After several kills the run is left to finish.",
        "",
        "| killed during | kills |",
        "|---|--:|",
        *(f"| {words} | {report.kills[stage]} |" for stage, words in STAGES.items()),
        "",
        "| what it cost | |",
        "|---|--:|",
        f"| runs left to finish, all in the marts of an undisturbed one | {report.finished} |",
        f"| marts that differed | {len(report.different)} |",
        f"| acknowledged files lost | {len(report.lost)} |",
        f"| runs that did not start or failed unaided | {len(report.failed)} |",
        f"| slowest start to first step, seconds (undisturbed: {report.undisturbed_start:.1f}) | "
        f"{report.slowest_start:.1f} |",
        f"| live reads ({', '.join(sorted(report.seen.reads))}) | {report.seen.reads.total():,} |",
        f"| reads that failed | {len(report.seen.errors)} |",
        f"| reads of a mixed build | {len(report.seen.mixed)} |",
        f"| reads of an older build than was published | "
        f"{len(report.seen.backwards) + len(report.seen.older)} |",
        "",
    ]
    return "\n".join(lines)
