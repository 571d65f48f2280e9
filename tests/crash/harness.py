"""Kills real runs at random moments, under live readers, and counts what it costs.

Three kinds of life. A whole life begins with nothing: every stage is killed in whole runs, then one
is left to finish. A landing life begins with nothing too, but only lands. A life of parts begins
with a finished house and goes on where the last one ended: every later stage is killed in a run of
its part of the job, then a whole run is left to finish. Each kind
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
from tests.crash.moments import LANDING, PARTS, Moment, moments
from tests.crash.readers import Readers
from tests.crash.report import Report
from tests.crash.runs import Ran, run
from tests.crash.zygote import Zygote, zygote

PEOPLE, MONTHS, SEED, UNTIL = 200, 12, 5, date(2026, 10, 31)
LATER = tuple(stage for stage in STAGES if stage not in LANDING)
_GO = 0.5  # seconds that what a killed run had started is given to go, before we look


@dataclass(frozen=True)
class Plan:
    """What one turn kills: so many landings so often, and these later stages once each; and which
    stages the whole life kills in the end."""

    landings: int
    kills_a_landing: int
    later: tuple[str, ...]
    whole: tuple[str, ...]


# What begins soon after a start is killed twice as often as what takes a while to reach.
_SOON = ("resolve_identity", "score_statistics", *PARTS["published__current"])
EVERYTHING = Plan(4, 12, LATER * 2 + _SOON * 2, tuple(STAGES))


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
        undisturbed = run(calm)
        assert undisturbed.returncode == 0, undisturbed.errors
        report.seconds = undisturbed.stages

    def other(name: str) -> Settings:
        return replace(
            calm,
            build=folder / name,
            archive=folder / f"{name}-archive",
            published=folder / "published",
        )

    on = Ground(calm, other("whole"), other("landing"))
    for place in (*_folders(on.whole), on.whole.published):
        shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(calm.build, on.whole.build)
    shutil.copytree(calm.archive, on.whole.archive)
    shutil.copytree(calm.published, on.whole.published, symlinks=True)
    return on


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
        to.cpu.append(ran.cpu)


def whole_life(on: Ground, planned: Sequence[Moment], to: Report) -> None:
    """Kill whole runs of one fresh build, and compare marts."""
    fresh(on.whole, on.calm)
    life_of_parts(on, planned, to, None)


def life_of_parts(on: Ground, planned: Sequence[Moment], to: Report, forked: Zygote | None) -> None:
    """Kill runs of the build there is, and compare marts."""
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


def crash(folder: Path, kills: int, seed: int = 0, plan: Plan = EVERYTHING) -> Report:
    """Kill runs inside `folder` until `kills` have been; go on where an earlier call stopped.

    Landing lives and lives of parts take turns, as many as it takes, and a whole life is the last.
    """
    tally = folder / "tally.json"
    report = Report.kept(tally)
    chance = random.Random(f"{seed} {report.total}")  # noqa: S311
    on = ground(folder, report)
    with ExitStack() as stack:
        stack.enter_context(Readers(on.whole.published, pause=0.5, seen=report.seen))
        fresh(on.landing, on.calm)
        lands, works = (stack.enter_context(zygote(one)) for one in (on.landing, on.whole))
        while report.total < kills - len(plan.whole):
            before = report.total
            for _ in range(plan.landings):
                landing = chance.choices(LANDING, weights=(4, 1, 1), k=plan.kills_a_landing)
                planned = moments(report.seconds, landing, chance, in_parts=True)
                landing_life(on, planned, report, lands)
                report.keep(tally)
            later = moments(report.seconds, plan.later, chance, in_parts=True)
            life_of_parts(on, chance.sample(later, len(later)), report, works)
            _start_undisturbed(on, report)
            report.keep(tally)
            print(f"{report.total} kills; {report.seen}", flush=True)
            assert report.total > before, "no kill hits a run any more"
        if plan.whole:
            whole_life(on, moments(report.seconds, plan.whole, chance, in_parts=False), report)
    report.keep(tally)
    return report


def _start_undisturbed(on: Ground, to: Report) -> None:
    """What a launch takes where nothing was killed, on the machine as busy as it is now."""
    ran = run(on.calm, part="land")
    to.undisturbed.append((ran.to_hold, ran.to_first_step))
