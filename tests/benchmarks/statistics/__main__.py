"""`python -m tests.benchmarks.statistics`: how often the statistics are right; writes a table."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd

from orchestration import sample
from tests.benchmarks.statistics import measure, report, worlds


def companies(people: int, seeds: range, folder: Path) -> dict[str, pd.DataFrame]:
    """Every company of `seeds` simulated, computed and measured, one after the other."""
    (folder / "template").mkdir(parents=True)
    start = worlds.template(folder / "template", sample.SampleParameters(people=people))
    found: dict[str, list[pd.DataFrame]] = {}
    for number, seed in enumerate(seeds, 1):
        parameters = sample.SampleParameters(people=people, seed=seed)
        warehouse = worlds.company(parameters, start, folder / f"{seed}")
        for name, frame in measure.measure(warehouse, seed).items():
            found.setdefault(name, []).append(frame)
        shutil.rmtree(folder / f"{seed}")
        print(
            f"\r{people:,} people: company {number} of {len(seeds)}",
            end="",
            file=sys.stderr,
            flush=True,
        )
    print(file=sys.stderr)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in found.items()}


def main() -> int:
    """Write tests/benchmarks/statistics.md; 0 when every bar is met, else 1."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=50)
    arguments.add_argument("--first", type=int, default=101)
    arguments.add_argument("--people", type=int, default=2_000)
    arguments.add_argument("--large", type=int, default=10, help="companies ten times the size")
    arguments.add_argument("--keep", type=Path, help="a folder for the single estimates")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="customer360-") as folder:
        seeds = range(given.first, given.first + given.seeds)
        found = {given.people: companies(given.people, seeds, Path(folder) / "small")}
        if given.large:
            many, seeds = 10 * given.people, range(given.first, given.first + given.large)
            found[many] = companies(many, seeds, Path(folder) / "large")
    for people, frames in found.items() if given.keep else ():
        (given.keep / f"{people}").mkdir(parents=True, exist_ok=True)
        for name, frame in frames.items():
            frame.to_parquet(given.keep / f"{people}" / f"{name}.parquet")
    return report.write(found)


if __name__ == "__main__":
    raise SystemExit(main())
