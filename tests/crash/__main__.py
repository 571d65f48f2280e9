"""`python -m tests.crash --kills 200`: kill runs, and write `tests/benchmarks/crash.md`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from orchestration.settings import PROJECT
from tests.crash.harness import PEOPLE, crash
from tests.crash.report import Report, table


def main() -> None:
    """Kill, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--folder", type=Path, help="Keeps its tally here: stop it, call it again, it goes on."
    )
    parser.add_argument("--only-table", action="store_true", help="Of the kills in the folder.")
    given = parser.parse_args()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        report = (
            Report.kept(given.folder / "tally.json")
            if given.only_table
            else crash(given.folder, given.kills, given.seed)
        )
    else:
        with tempfile.TemporaryDirectory(prefix="customer360-crash-") as folder:
            report = crash(Path(folder), given.kills, given.seed)
    target = PROJECT / "tests" / "benchmarks" / "crash.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(table(report, PEOPLE), encoding="utf-8")
    print(target.read_text())
    if not report.is_clean:
        print(report.failed, report.lost, report.different, report.seen, file=sys.stderr)
        raise SystemExit(1)


if __name__ == "__main__":
    main()
