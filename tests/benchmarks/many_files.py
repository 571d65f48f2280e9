"""`python -m tests.benchmarks.many_files`: what many small files cost; writes `many_files.md`.

Each number of files is landed in a process of its own, twice: as new files, and as known ones.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from orchestration import landing
from orchestration.settings import PROJECT, Settings
from orchestration.warehouse import connect
from tests.landing.house import CUSTOMERS, HEADER

ROWS = 10
Figures = dict[str, float]


def main() -> None:
    """Measure, and write the table; exit 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--land", type=Path, help="Land what lies in this folder, and say so.")
    given = parser.parse_args()
    if given.land:
        print(json.dumps(_land(given.land)))
        return
    found = {count: _measured(count) for count in given.files}
    page = _page(found)
    (PROJECT / "tests" / "benchmarks" / "many_files.md").write_text(page, encoding="utf-8")
    print(page)
    last = found[max(found)]
    raise SystemExit(0 if last["seconds"] <= 300 and last["peak"] <= 1024 else 1)


def _measured(count: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="customer360-files-") as name:
        folder = Path(name)
        crm = folder / "extracts" / "crm"
        crm.mkdir(parents=True)
        for file in range(count):
            rows = "".join(
                f"p{file * ROWS + n},Name {n},2026-01-01 10:00:00,{n},1.50\n" for n in range(ROWS)
            )
            (crm / f"people_{file:06}.csv").write_text(HEADER + rows)
        call = [sys.executable, "-m", "tests.benchmarks.many_files", "--land", str(folder)]
        said = subprocess.run(call, cwd=PROJECT, check=True, capture_output=True, text=True)
        figures: Figures = json.loads(said.stdout)
        assert figures["rows"] == count * ROWS
        return figures


def _land(folder: Path) -> Figures:
    settings = Settings(*(folder / p for p in ("extracts", "build", "archive", "published")))
    with connect(settings) as connection:
        seconds, cpu = [time.monotonic()], [time.process_time()]
        for _ in range(2):
            landing.land(CUSTOMERS, connection, settings)
            seconds.append(time.monotonic())
            cpu.append(time.process_time())
        [(rows,)] = connection.execute("select count(*) from raw_crm.people").fetchall()
    return {
        "rows": rows,
        "seconds": seconds[1] - seconds[0],
        "cpu": cpu[1] - cpu[0],
        "again": cpu[2] - cpu[1],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _page(found: dict[int, Figures]) -> str:
    lines = [
        f"# Many files of {ROWS} rows",
        "",
        f"Measured {date.today():%Y-%m-%d} on 2 cores, landing alone: "
        "`python -m tests.benchmarks.many_files`. At 100,000 the bar is 300 s and 1 GB.",
        "",
        "| files | seconds | of the processor | ms of it a file | peak MB "
        "| processor's seconds, all known already |",
        "|--:|--:|--:|--:|--:|--:|",
        *(
            f"| {count:,} | {one['seconds']:.0f} | {one['cpu']:.0f} "
            f"| {one['cpu'] / count * 1000:.2f} | {one['peak']:.0f} | {one['again']:.1f} |"
            for count, one in sorted(found.items())
        ),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
