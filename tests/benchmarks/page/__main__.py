"""`python -m tests.benchmarks.page PUBLISHED`: the page at a million customers; writes `page.md`.

`PUBLISHED` is the folder of a company's builds, such as data/harbour_and_home/published. The build
is grown in a folder of some 4 GB, which is deleted unless `--folder` names one. With `--beside`
a whole run of the sample company goes on in processes of its own while the page is asked.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from orchestration.publishing.snapshot import descriptions
from orchestration.settings import PROJECT, Settings, from_environment
from tests.benchmarks.page import measure
from tests.benchmarks.page.grow import GROWN, grow
from tests.benchmarks.page.measure import Asked

FIRST, SEARCH, LARGEST, PEAK = 300, 500, 60_000, 500  # ms, ms, bytes, MB


def main() -> None:
    """Grow, measure, and write the table; exit 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("published", type=Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=25, help="People asked for, of each kind.")
    parser.add_argument("--beside", action="store_true", help="A run goes on meanwhile.")
    parser.add_argument("--folder", type=Path, help="Keep the grown build here, or use it again.")
    given = parser.parse_args()
    with nullcontext(given.folder) if given.folder else _scratch() as folder:
        settings = replace(
            from_environment(), build=folder / "build", archive=folder / "archive",
            published=folder / "published",
        )  # fmt: skip
        settings.build.mkdir(parents=True, exist_ok=True)
        if not settings.published.exists():
            described = descriptions(given.published.parent / "build" / "dbt_target")
            grow(given.published / "current", settings.published, given.customers, described)
        page, is_met = _measured(settings, folder, given.times, given.beside)
    (PROJECT / "tests" / "benchmarks" / "page.md").write_text(page, encoding="utf-8")
    print(page)
    raise SystemExit(0 if is_met else 1)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="customer360-page-") as name:
        yield Path(name)


def _measured(settings: Settings, folder: Path, times: int, has_run: bool) -> tuple[str, bool]:
    database = settings.published / "current" / "c360.duckdb"
    asked = measure.questions(database, times)
    with measure.serving(settings) as (server, seconds), _running(folder, has_run) as running:
        found = measure.measured(server, asked)
        goes_on = running is None or running.poll() is None
        peak = server.peak()
    size = database.stat().st_size / 2**20
    return _page(found, peak, seconds, size, has_run, goes_on)


@contextmanager
def _running(folder: Path, has_run: bool) -> Iterator[subprocess.Popen[bytes] | None]:
    """A run of the sample company in a folder of its own, ended with the measurement."""
    if not has_run:
        yield None
        return
    home = folder / "run"
    here = replace(
        from_environment(), build=home / "build", archive=home / "archive",
        published=home / "published",
    )  # fmt: skip
    with (folder / "run.log").open("wb") as log:
        run = subprocess.Popen(
            [str(measure.PROGRAM), "run"], cwd=PROJECT, env=os.environ | here.environment(),
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        time.sleep(10)
        try:
            yield run
        finally:
            if run.poll() is None:
                os.killpg(run.pid, 15)
            run.wait(timeout=60)


def _page(
    found: dict[tuple[str, str], Asked],
    peak: float,
    seconds: float,
    size: float,
    has_run: bool,
    goes_on: bool,
) -> tuple[str, bool]:
    rows, is_met = [], peak <= PEAK
    for kind in sorted({kind for kind, _ in found}):
        ours = [found[kind, role] for role in measure.ROLES]
        everybody = Asked([one for role in ours for one in role.milliseconds])
        bar = SEARCH if kind.startswith("search") else FIRST
        largest = max(one.largest for one in ours)
        worst = everybody.at(0.95)
        is_met &= worst <= bar and largest <= LARGEST
        statuses = sorted({status for one in ours for status in one.statuses})
        rows.append(
            f"| {kind} | {len(everybody.milliseconds)} | {everybody.at(0.5):,.0f} | {worst:,.0f} | "
            f"{max(everybody.milliseconds):,.0f} | {largest / 1000:,.0f} | "
            f"{', '.join(map(str, statuses))} |"
        )
    beside = ", beside a run of the sample company" if has_run else ""
    ended = " (which ended before the last page was asked for)" if not goes_on else ""
    return (
        f"# The page at a million customers\n\n"
        f"Measured {time.strftime('%Y-%m-%d')} on 2 cores{beside}{ended}: "
        f"`python -m tests.benchmarks.page`. The sample company's published people, repeated, each "
        f"under a number of their own: {len(GROWN)} marts, {size:,.0f} MB. Asked in the roles "
        f"{', '.join(measure.ROLES)}. Bars: {FIRST} ms, {SEARCH} ms for a search, "
        f"{LARGEST // 1000} KB, {PEAK} MB.\n\n"
        f"The server answered after {seconds:.1f} s and held at most {peak:,.0f} MB.\n\n"
        "| page | asked | middle ms | 95 % within ms | slowest ms | largest KB | status |\n"
        "|---|--:|--:|--:|--:|--:|---|\n" + "\n".join(rows) + "\n",
        is_met,
    )


if __name__ == "__main__":
    main()
