"""Kills a real run with SIGKILL at random moments, under live readers, and counts what it costs.

A life is a fresh build on the same extracts: it is killed some times, then left to finish, and must
end in the rows of a run that nobody disturbed. `published` outlives all lives, so that readers can
be shown something older.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from os import environ
from pathlib import Path

import duckdb

from orchestration import publishing, sample
from orchestration.progress import STAGES, stage_of
from orchestration.settings import PROJECT, Settings
from tests.crash.readers import Readers
from tests.crash.report import Report

PEOPLE, MONTHS, SEED, UNTIL = 200, 12, 5, date(2026, 10, 31)
# Run by run these columns say who wrote a row and when; all else must be the same.
_PER_RUN = "build_id|built_at|run_id|landed_at"


@dataclass(frozen=True)
class Moment:
    """When to kill: so many seconds after a stage began."""

    stage: str
    seconds: float


@dataclass(frozen=True)
class Ran:
    """One run: whether it was killed or how it ended, and seconds to its first step."""

    killed: bool
    returncode: int
    to_first_step: float
    stages: dict[str, float]
    errors: str


def make_extracts(folder: Path) -> Path:
    """A company so small that a run is short."""
    parameters = sample.SampleParameters(people=PEOPLE, months=MONTHS, seed=SEED, until=UNTIL)
    sample.simulate(parameters, folder / "extracts", folder / "truth")
    return folder / "extracts"


def run(settings: Settings, kill: Moment | None = None) -> Ran:
    """One run in a process of its own, killed at the moment given if it lives to see it.

    Only that process is killed: what it has started must go by itself.
    """
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.one_run"],
        cwd=PROJECT,
        env=dict(environ) | settings.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stderr
    first, stages = 0.0, dict[str, float]()
    for line in process.stdout:
        word, _, key = line.strip().partition(" ")
        if word != "step":
            continue
        first = first or time.monotonic() - begun
        stages.setdefault(stage_of(key), time.monotonic())
        if kill and stage_of(key) == kill.stage:
            try:
                process.wait(kill.seconds)
            except subprocess.TimeoutExpired:
                process.kill()
            break
    process.stdout.read()
    errors = process.stderr.read()
    code = process.wait()
    starts = [*stages.values(), time.monotonic()]
    seconds = dict(zip(stages, (after - before for before, after in pairwise(starts)), strict=True))
    return Ran(code == -signal.SIGKILL, code, first, seconds, errors)


def rows_by_mart(settings: Settings) -> dict[str, tuple[int, int]]:
    """Published marts to their row count and an order-free hash of what is not per run."""
    build = publishing.current(settings)
    assert build is not None
    with duckdb.connect(str(build.database), read_only=True) as connection:
        return {
            mart.name: connection.execute(
                f"select count(*), coalesce(bit_xor(hash(kept)), 0) from (select "
                f"columns(c -> not regexp_full_match(c, '{_PER_RUN}')) "
                f"from marts.{mart.name}) as kept"
            ).fetchall()[0]
            for mart in build.marts
        }


def acknowledged(settings: Settings) -> set[tuple[str, str, int]]:
    """Files that landing has acknowledged: file id, hash and the rows it says it loaded."""
    if not settings.warehouse.exists():
        return set()
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        known = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'landing' "
            "and table_name = 'receipts'"
        ).fetchall()
        if known == [(0,)]:
            return set()
        return set(
            connection.execute("select file_id, sha256, loaded from landing.receipts").fetchall()
        )


def archived(settings: Settings, hashes: Iterable[str]) -> set[str]:
    """Of these hashes, those whose bytes the archive reproduces."""
    held = {
        hashlib.file_digest(path.open("rb"), "sha256").hexdigest()
        for path in settings.archive.rglob("*")
        if path.is_file()
    }
    return set(hashes) & held


def moments(
    stages: dict[str, float], kills: int, chance: random.Random, among: Sequence[str] = ()
) -> list[Moment]:
    """Random moments, each stage in its turn, earlier stages first within a life."""
    names = [name for name in STAGES if name in (among or stages) and name in stages]
    drawn = [names[number % len(names)] for number in range(kills)]
    drawn.sort(key=list(STAGES).index)
    return [Moment(name, chance.uniform(0, stages[name])) for name in drawn]


def life(
    settings: Settings, planned: Sequence[Moment], expected: dict[str, tuple[int, int]], to: Report
) -> None:
    """Kill one fresh build at every planned moment, let it finish, and add to the report."""
    promised: set[tuple[str, str, int]] = set()
    for moment in planned:
        ran = run(settings, moment)
        if ran.killed:
            to.kills[moment.stage] += 1
        elif ran.returncode:
            to.failed.append(f"before {moment}: {ran.errors[-500:]}")
        if ran.to_first_step:
            to.starts.append(ran.to_first_step)
        time.sleep(0.5)  # what the run started has a moment to go, before we look
        promised |= acknowledged(settings)
    last = run(settings)
    to.starts.append(last.to_first_step)
    if last.returncode:
        to.failed.append(f"after {len(planned)} kills: {last.errors[-500:]}")
        return
    to.finished += 1
    to.lost += [file for file, _, _ in promised - acknowledged(settings)]
    hashes = {one for _, one, _ in promised}
    to.lost += sorted(hashes - archived(settings, hashes))
    found = rows_by_mart(settings)
    to.different += sorted(
        mart for mart in {*found, *expected} if found.get(mart) != expected.get(mart)
    )


def fresh(settings: Settings, like: Settings) -> None:
    """An empty build, with the dbt project already parsed."""
    for folder in (settings.build, settings.archive):
        shutil.rmtree(folder, ignore_errors=True)
    settings.dbt_target.mkdir(parents=True)
    for name in ("manifest.json", "fingerprint", "partial_parse.msgpack"):
        if (like.dbt_target / name).exists():
            shutil.copy(like.dbt_target / name, settings.dbt_target / name)


def crash(
    folder: Path, kills: int, kills_per_life: int, seed: int = 0, among: Sequence[str] = ()
) -> Report:
    """Kill `kills` runs inside `folder`, over the stages `among` (default: all of them)."""
    chance, report = random.Random(seed), Report()  # noqa: S311
    extracts = make_extracts(folder)
    calm = Settings(extracts, folder / "calm", folder / "calm-archive", folder / "calm-published")
    undisturbed = run(calm)
    assert undisturbed.returncode == 0, undisturbed.errors
    expected = rows_by_mart(calm)
    settings = replace(
        calm, build=folder / "build", archive=folder / "archive", published=folder / "published"
    )
    shutil.copytree(calm.published, settings.published, symlinks=True)
    with Readers(settings.published, pause=0.2) as readers:
        planned = moments(undisturbed.stages, kills, chance, among)
        lives = max(1, kills // kills_per_life)
        for number in range(lives):
            fresh(settings, calm)
            life(settings, planned[number::lives], expected, report)
            print(f"life {number + 1} of {lives}: {report.kills.total()} kills; {readers.seen}")
    report.seen, report.undisturbed_start = readers.seen, undisturbed.to_first_step
    return report
