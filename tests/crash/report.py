"""What the kills cost, in one object, one file that outlives an interruption, and one page."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

from orchestration.progress import STAGES
from tests.crash.readers import Seen


@dataclass
class Report:
    """What the kills cost. Starts are seconds from launch: until it held the warehouse, until
    its first step; those of whole and partial runs after a kill, and of runs after none."""

    kills: Counter[str] = field(default_factory=Counter)
    kills_in_parts: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    landings: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    held: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    undisturbed: list[tuple[float, float]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)

    @property
    def total(self) -> int:
        return self.kills.total() + self.kills_in_parts.total()

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, nothing differs, every run started and every read was right."""
        return self.seen.clean and not (self.failed or self.lost or self.different)

    def keep(self, path: Path) -> None:
        """Write everything down, so that a later call goes on from here."""
        content = vars(self) | {"seen": vars(self.seen) | {"builds": sorted(self.seen.builds)}}
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(path)

    @classmethod
    def kept(cls, path: Path) -> Report:
        """What was written down, or nothing yet."""
        if not path.exists():
            return cls()
        content = json.loads(path.read_text(encoding="utf-8"))
        seen = content.pop("seen")
        seen |= {"reads": Counter(seen["reads"]), "builds": set(seen["builds"])}
        for name in ("kills", "kills_in_parts"):
            content[name] = Counter(content[name])
        content["undisturbed"] = [tuple(pair) for pair in content["undisturbed"]]
        return cls(**content, seen=Seen(**seen))


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return " | "
    return f"{median(seconds):.1f} | {max(seconds):.1f}"


def table(report: Report, people: int) -> str:
    """The Markdown page."""
    rows = ((words, report.kills[stage], report.kills_in_parts[stage])
            for stage, words in STAGES.items())  # fmt: skip
    undisturbed_held = [held for held, _ in report.undisturbed]
    undisturbed_first = [first for _, first in report.undisturbed]
    reads = report.seen.reads
    lines = [
        f"# {report.total} runs killed with SIGKILL at random moments",
        "",
        f"Measured {date.today():%Y-%m-%d} on 2 cores, {people} people: "
        "`customer360 benchmark --kills N`. Most kills hit runs of the part of the job that a "
        "stage belongs to, on the state that the killed runs before have left; the last series "
        "hits whole runs. Several kills follow each other before a run is left to finish.",
        "",
        "| killed during | whole runs | parts of the job |",
        "|---|--:|--:|",
        *(f"| {words} | {whole} | {part} |" for words, whole, part in rows),
        f"| **all** | **{report.kills.total()}** | **{report.kills_in_parts.total()}** |",
        "",
        "| what it cost | |",
        "|---|--:|",
        f"| runs left to finish after kills, all in the marts of an undisturbed one "
        f"| {report.finished} |",
        f"| landings left to finish after kills, all in the raw tables of an undisturbed one "
        f"| {report.landings} |",
        f"| marts or raw tables that differed | {len(report.different)} |",
        f"| acknowledged files lost | {len(report.lost)} |",
        f"| runs that did not start or failed unaided | {len(report.failed)} |",
        f"| live reads ({', '.join(sorted(reads))}) | {reads.total():,} |",
        f"| reads that failed | {len(report.seen.errors)} |",
        f"| reads of a mixed build | {len(report.seen.mixed)} |",
        f"| reads of an older build than was published | "
        f"{len(report.seen.backwards) + len(report.seen.older)} |",
        "",
        "| seconds from launch, middle and slowest | after a kill | | undisturbed | |",
        "|---|--:|--:|--:|--:|",
        f"| until the warehouse is held, open and recovered | {_spread(report.held)} "
        f"| {_spread(undisturbed_held)} |",
        f"| until the first step works | {_spread(report.starts)} | {_spread(undisturbed_first)} |",
        f"| of that the processor's | {_spread(report.cpu)} | | |",
        "",
    ]
    return "\n".join(lines)
