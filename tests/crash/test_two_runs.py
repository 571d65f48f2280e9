"""Two runs at once: the second says who holds the warehouse, or waits for it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration import warehouse
from orchestration.settings import PROJECT, Settings
from tests.conftest import settings_in
from tests.test_cli import customer360

HOLD = """
import sys, time
from pathlib import Path
from orchestration.warehouse import hold
from tests.conftest import settings_in
with hold(settings_in(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the warehouse."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_the_second_run_says_which_process_holds_the_warehouse(
    first: subprocess.Popen[str], tmp_path: Path
) -> None:
    (tmp_path / "extracts").mkdir()
    done = customer360("run", folder=tmp_path)
    assert done.returncode == 2
    assert f"Another run (process {first.pid}) holds" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_run_that_waits_gets_the_warehouse_when_the_first_is_killed(
    first: subprocess.Popen[str], settings: Settings
) -> None:
    first.send_signal(signal.SIGKILL)
    begun = time.monotonic()
    with warehouse.hold(settings, wait_seconds=60):
        assert time.monotonic() - begun < 5
        assert warehouse.holder(settings) != first.pid


def test_a_second_run_that_waits_in_vain_says_so(
    first: subprocess.Popen[str], settings: Settings
) -> None:
    with (
        pytest.raises(warehouse.WarehouseBusyError, match=str(first.pid)),
        warehouse.hold(settings, wait_seconds=0.2),
    ):
        pass


def test_a_file_that_a_dying_process_still_holds_is_opened_once_it_has_gone(
    settings: Settings,
) -> None:
    script = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('open', flush=True)"
    settings.build.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", f"{script}; time.sleep(1)", str(settings.warehouse)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.readline()
    with warehouse.connect(settings) as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]
    process.wait()
