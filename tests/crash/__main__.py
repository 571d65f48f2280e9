"""`python -m tests.crash --kills 200`: kill runs, and write `tests/benchmarks/crash.md`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from orchestration.settings import PROJECT
from tests.crash.harness import PEOPLE, crash
from tests.crash.report import table


def main() -> None:
    """Kill, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--per-life", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="customer360-crash-") as folder:
        report = crash(Path(folder), given.kills, given.per_life, given.seed)
    target = PROJECT / "tests" / "benchmarks" / "crash.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(table(report, PEOPLE), encoding="utf-8")
    print(target.read_text())
    if not report.is_clean:
        print(report.failed, report.lost, report.different, report.seen, file=sys.stderr)
        raise SystemExit(1)


if __name__ == "__main__":
    main()
