"""A dbt that a killed run left behind goes by itself, and soon."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from orchestration import dbt, warehouse
from orchestration.settings import PROJECT
from tests.conftest import settings_in
from tests.crash.waiting import is_gone, wait_for

# What dbt is given to do takes longer than anybody would wait.
RUN = """
import subprocess, sys
from orchestration import settings, warehouse
here = settings.from_environment()
with warehouse.hold(here):
    query = "select sum(i % 7) as total from range(100000000000000) as numbers (i)"
    child = subprocess.Popen([sys.argv[1], "show", "--inline", query], cwd=here.company,
        stdout=subprocess.DEVNULL)
    print(child.pid, flush=True)
    child.wait()
"""


@pytest.mark.parametrize("is_at_work", [False, True])
def test_dbt_ends_with_the_run_that_started_it(tmp_path: Path, is_at_work: bool) -> None:
    settings = settings_in(tmp_path)
    script = dbt.following(settings)
    dbt.install(settings)
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, script],
        cwd=PROJECT,
        env=os.environ | settings.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    child = psutil.Process(int(run.stdout.readline()))
    if is_at_work:
        wait_for(lambda: child.cpu_times().user > 2 and settings.warehouse.exists(), 120)
    run.kill()
    run.wait()
    wait_for(lambda: is_gone(child), 10)
    with warehouse.connect(settings) as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]
