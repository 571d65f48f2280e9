"""What a gate found: names and counts, never values."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class ExpectationResult:
    """One expectation's outcome.

    `expectation` is its name, unique within the suite; `column` its column or columns, comma
    separated, or None for the whole table. `evaluated` counts the values (or rows) looked at,
    `unexpected` those that broke the expectation; for a statement about a whole table or a
    statistic, `unexpected` is 1 when it failed.
    """

    expectation: str
    column: str | None
    severity: str
    passed: bool
    unexpected: int
    evaluated: int


@dataclass(frozen=True)
class GateResult:
    """One suite's outcome in one run; `suite` is the asset's name, `schema.table`."""

    suite: str
    run_id: str
    rows: int
    expectations: tuple[ExpectationResult, ...]

    @property
    def failures(self) -> tuple[ExpectationResult, ...]:
        """Critical expectations that failed: they block."""
        return tuple(e for e in self.expectations if not e.passed and e.severity == "critical")

    @property
    def warnings(self) -> tuple[ExpectationResult, ...]:
        """Other expectations that failed: they show."""
        return tuple(e for e in self.expectations if not e.passed and e.severity != "critical")

    @property
    def passed(self) -> bool:
        """True when something was evaluated and nothing critical failed."""
        return bool(self.expectations) and not self.failures


def write_json(result: GateResult, folder: Path) -> Path:
    """Write one result to `<folder>/<run_id>/<suite>.json` and return that path."""
    path = folder / result.run_id / f"{result.suite}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = asdict(result) | {"passed": result.passed}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return path
