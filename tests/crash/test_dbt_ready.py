"""The dbt that stands ready: each step is a dbt of its own, and none outlives who asked for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from orchestration import dbt, dbt_ready
from orchestration.dbt_asked import SOCKET
from orchestration.settings import PROJECT, Settings
from tests.conftest import settings_in
from tests.crash.waiting import is_gone, wait_for

ENDLESS = "select sum(i % 7) as total from range(100000000000000) as numbers (i)"
# A run that asks for what takes longer than anybody would wait.
RUN = f"""
import subprocess, sys
from orchestration import dbt_ready, settings, warehouse
here = settings.from_environment()
with warehouse.hold(here), dbt_ready.standing_ready(here):
    child = subprocess.Popen([sys.argv[1], "show", "--inline", {ENDLESS!r}], cwd=here.company,
        stdout=subprocess.DEVNULL)
    print(child.pid, flush=True)
    child.wait()
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A company whose project has been read before."""
    found = settings_in(tmp_path_factory.mktemp("company"))
    dbt.parse(found)
    return found


@pytest.fixture(scope="module")
def ask(settings: Settings) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Ask the dbt that stands ready, in the environment given beside the company's."""
    script = dbt.following(settings)

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [script, *arguments],
            cwd=settings.company,
            env=settings.child_environment() | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    with dbt_ready.standing_ready(settings):
        yield start


def at_work(run: psutil.Process) -> list[psutil.Process]:
    """What was forked for the steps of a run and has been at its query for a while."""
    ready = [one for one in run.children() if "orchestration.dbt_ready" in one.cmdline()]
    forks = [one for here in ready for one in here.children() if one.name() == here.name()]
    return [one for one in forks if not is_gone(one) and one.cpu_times().user > 1]


def test_what_a_step_prints_and_how_it_ends_are_dbts_own(
    ask: Callable[..., subprocess.Popen[str]],
) -> None:
    fine = ask("show", "--inline", "select 6 * 7 as answer")
    assert "42" in fine.communicate(timeout=120)[0]
    assert fine.returncode == 0
    wrong = ask("show", "--inline", "select no_such_column")
    assert "no_such_column" in wrong.communicate(timeout=120)[0]
    assert wrong.returncode == 2
    unknown = ask("no-such-command")
    assert "no-such-command" in unknown.communicate(timeout=120)[0]
    assert unknown.returncode == 2


def test_a_step_has_the_environment_of_who_asked_and_none_of_the_step_before(
    ask: Callable[..., subprocess.Popen[str]],
) -> None:
    query = 'select \'{{ env_var("CUSTOMER360_TESTED", "unset") }}\' as answer'
    for told, seen in (({"CUSTOMER360_TESTED": "first"}, "first"), ({}, "unset")):
        assert seen in ask("show", "--inline", query, **told).communicate(timeout=120)[0]


def test_nothing_is_said_that_nobody_reads_unless_somebody_asks(
    ask: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    for told, is_written in (({}, False), ({"DBT_LOG_LEVEL_FILE": "debug"}, True)):
        folder = tmp_path / str(is_written)
        step = ask("show", "--inline", "select 1 as one", DBT_LOG_PATH=str(folder), **told)
        step.communicate(timeout=120)
        log = folder / "dbt.log"
        assert (log.exists() and "select 1 as one" in log.read_text()) is is_written


@pytest.mark.parametrize("told", [signal.SIGKILL, signal.SIGTERM])
def test_a_step_ends_with_who_asked_for_it(
    ask: Callable[..., subprocess.Popen[str]], told: signal.Signals
) -> None:
    asked = ask("show", "--inline", ENDLESS)
    here = psutil.Process()
    wait_for(lambda: bool(at_work(here)), 120)
    (step,) = at_work(here)
    asked.send_signal(told)
    asked.communicate(timeout=60)
    wait_for(lambda: is_gone(step), 60)


def test_nobody_outlives_the_run(settings: Settings) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, dbt.following(settings)],
        cwd=PROJECT,
        env=os.environ | settings.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    whole = psutil.Process(run.pid)
    wait_for(lambda: bool(at_work(whole)), 120)
    family = whole.children(recursive=True)
    assert len(family) >= 3
    run.kill()
    run.wait()
    wait_for(lambda: all(is_gone(one) for one in family), 10)


def test_where_nobody_stands_ready_dbt_starts_by_itself(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SOCKET, str(tmp_path / "nobody"))
    run = (
        "import subprocess, sys\nfrom orchestration import settings, warehouse\n"
        "with warehouse.hold(settings.from_environment()):\n"
        "    sys.exit(subprocess.run(sys.argv[1:]).returncode)\n"
    )
    query = ["show", "--inline", "select 6 * 7 as answer"]
    done = subprocess.run(
        [sys.executable, "-c", run, dbt.following(settings), *query],
        env=settings.child_environment() | {"PYTHONPATH": str(PROJECT)},
        cwd=settings.company,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "42" in done.stdout
    assert done.returncode == 0
