"""Kills real runs at random moments, under live readers, and counts what it costs.

Three kinds of life. A whole life begins with nothing: every stage is killed in whole runs, then one
is left to finish. A landing life begins with nothing too, but only lands. A life of parts goes on
where the last one ended: every later stage is killed in a run of its part of the job. Each kind
must end in the rows of a house that nobody disturbed. `published` outlives all lives, so that
readers could be shown something older. Parts are run by forks of a process that has imported the
project, for the sake of time; what a start takes is measured on the launched runs alone.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from orchestration import sample
from orchestration.progress import STAGES
from orchestration.settings import Settings
from tests.crash.evidence import Promise, Rows, acknowledged, lost, rows_by_mart, rows_by_raw_table
from tests.crash.moments import LANDING, Moment, moments
from tests.crash.readers import Readers
from tests.crash.report import Report
from tests.crash.runs import Ran, run
from tests.crash.zygote import Zygote, zygote

PEOPLE, MONTHS, SEED, UNTIL = 200, 12, 5, date(2026, 10, 31)
LATER = tuple(stage for stage in STAGES if stage not in LANDING)
_GO = 0.5  # seconds that what a killed run had started is given to go, before we look


@dataclass(frozen=True)
class Ground:
    """An undisturbed house, and the two that are killed: one whole, one that only lands."""

    calm: Settings
    whole: Settings
    landing: Settings


def ground(folder: Path, report: Report) -> Ground:
    """Make the company and run it undisturbed, unless that was done before in this folder."""
    calm = Settings(
        folder / "extracts", folder / "calm", folder / "calm-archive", folder / "calm-published"
    )
    if not report.seconds:
        parameters = sample.SampleParameters(people=PEOPLE, months=MONTHS, seed=SEED, until=UNTIL)
        for path in (folder / "truth", *_folders(calm), calm.extracts, calm.published):
            shutil.rmtree(path, ignore_errors=True)
        sample.simulate(parameters, calm.extracts, folder / "truth")
        for _ in range(2):  # the first has dbt's project to parse, which a run after a kill has not
            undisturbed = run(calm)
            assert undisturbed.returncode == 0, undisturbed.errors
        report.seconds = undisturbed.stages
        report.undisturbed.append((undisturbed.to_hold, undisturbed.to_first_step))

    def other(name: str) -> Settings:
        return replace(
            calm,
            build=folder / name,
            archive=folder / f"{name}-archive",
            published=folder / "published",
        )

    shutil.rmtree(folder / "published", ignore_errors=True)
    shutil.copytree(calm.published, folder / "published", symlinks=True)
    return Ground(calm, other("whole"), other("landing"))


def _folders(settings: Settings) -> tuple[Path, Path]:
    return settings.build, settings.archive


def fresh(settings: Settings, like: Settings) -> None:
    """An empty build, with the dbt project already parsed."""
    for folder in _folders(settings):
        shutil.rmtree(folder, ignore_errors=True)
    settings.dbt_target.mkdir(parents=True)
    for name in ("manifest.json", "fingerprint", "partial_parse.msgpack"):
        if (like.dbt_target / name).exists():
            shutil.copy(like.dbt_target / name, settings.dbt_target / name)


def kill(
    settings: Settings, planned: Sequence[Moment], to: Report, forked: Zygote | None = None
) -> set[Promise]:
    """Kill a run at every planned moment; return what landing had acknowledged by then."""
    promised = acknowledged(settings)
    for moment in planned:
        ran = forked.run(moment) if forked else run(settings, moment)
        if ran.killed:
            (to.kills_in_parts if moment.part else to.kills)[moment.stage] += 1
        elif ran.returncode:
            to.failed.append(f"before {moment}: {ran.errors[-500:]}")
        if not forked:
            _note_start(ran, to)
        time.sleep(_GO)
        promised |= acknowledged(settings)
    return promised


def finish(settings: Settings, promised: set[Promise], to: Report, part: str = "") -> bool:
    """Launch a run and leave it to finish; note what was lost, and whether it got to its end."""
    last = run(settings, part=part)
    _note_start(last, to)
    if last.returncode:
        to.failed.append(f"left to finish: {last.errors[-500:]}")
        return False
    to.lost += lost(settings, promised)
    return True


def _note_start(ran: Ran, to: Report) -> None:
    if ran.to_first_step:
        to.held.append(ran.to_hold)
        to.starts.append(ran.to_first_step)


def whole_life(on: Ground, planned: Sequence[Moment], to: Report, forked: Zygote | None) -> None:
    """Kill one fresh build, or parts of the one there is, and compare marts."""
    if not forked:
        fresh(on.whole, on.calm)
    if finish(on.whole, kill(on.whole, planned, to, forked), to):
        to.finished += 1
        _compare(rows_by_mart(on.whole), rows_by_mart(on.calm), to)


def landing_life(on: Ground, planned: Sequence[Moment], to: Report, forked: Zygote) -> None:
    """Kill one fresh build while it lands, and compare raw tables."""
    fresh(on.landing, on.calm)
    if finish(on.landing, kill(on.landing, planned, to, forked), to, "land"):
        to.landings += 1
        _compare(rows_by_raw_table(on.landing), rows_by_raw_table(on.calm), to)


def _compare(found: Rows, expected: Rows, to: Report) -> None:
    to.different += sorted(t for t in {*found, *expected} if found.get(t) != expected.get(t))


def crash(folder: Path, kills: int, seed: int = 0, among: Sequence[str] = tuple(STAGES)) -> Report:
    """Kill runs inside `folder` until `kills` have been; go on where an earlier call stopped.

    One whole life over the stages `among` comes first; then landing lives and lives of parts in
    turn, as many as it takes.
    """
    tally = folder / "tally.json"
    report = Report.kept(tally)
    chance = random.Random(f"{seed} {report.total}")  # noqa: S311
    on = ground(folder, report)
    with ExitStack() as stack:
        stack.enter_context(Readers(on.whole.published, pause=0.5, seen=report.seen))
        if not report.finished:
            whole_life(on, moments(report.seconds, among, chance, in_parts=False), report, None)
            report.keep(tally)
        fresh(on.landing, on.calm)
        lands, works = (stack.enter_context(zygote(one)) for one in (on.landing, on.whole))
        while report.total < kills:
            before = report.total
            for _ in range(2):
                landing = chance.choices(LANDING, weights=(4, 1, 1), k=6)
                planned = moments(report.seconds, landing, chance, in_parts=True)
                landing_life(on, planned, report, lands)
                report.keep(tally)
            if report.total < kills:
                later = moments(report.seconds, LATER * 2, chance, in_parts=True)
                whole_life(on, chance.sample(later, len(later)), report, works)
                report.keep(tally)
            print(f"{report.total} kills; {report.seen}", flush=True)
            assert report.total > before, "no kill hits a run any more"
    report.keep(tally)
    return report
