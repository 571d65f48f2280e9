"""Dagster on this machine: its pages, its daemon, the schedule and the sensors."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from orchestration import private, runner
from orchestration.settings import PROJECT, Settings

LOG = "dagster.log"
_PATIENCE_SECONDS = 20


def command(settings: Settings, port: int) -> list[str]:
    """What starts Dagster on 127.0.0.1, its folder made and the settings in the environment."""
    settings.export()
    runner.prepare_dagster_home(settings)
    dagster = str(Path(sys.executable).with_name("dagster"))
    return [dagster, "dev", "-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)]


@contextmanager
def beside(settings: Settings, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Dagster in a process of its own, schedule and sensor switched on, ended on leaving.

    What it prints goes to `dagster.log` in the build folder. A run that is at work is ended with
    it: readers keep what they have, and the next run starts cleanly.
    """
    asked = command(settings, port)
    with (settings.build / LOG).open("wb") as log:
        (settings.build / LOG).chmod(private.FILE)
        process = subprocess.Popen(  # noqa: S603
            asked,
            cwd=PROJECT,
            env=settings.child_environment() | {"CUSTOMER360_AUTOMATIC": "yes"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask Dagster to end its children and itself; end the whole group where it does not."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
