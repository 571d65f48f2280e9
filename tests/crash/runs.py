"""One real run in a process of its own, killed with SIGKILL at a moment of our choice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from orchestration.progress import stage_of
from orchestration.settings import PROJECT, Settings
from tests.crash.moments import Moment


@dataclass(frozen=True)
class Ran:
    """One run: whether it was killed or how it ended; seconds from its launch, and per stage.

    `to_hold` is until it held the warehouse, with what was left behind recovered, `to_first_step`
    until its first step; `cpu` is the processor's part of the latter.
    """

    killed: bool
    returncode: int
    to_hold: float
    to_first_step: float
    cpu: float
    stages: dict[str, float]
    errors: str


def run(settings: Settings, kill: Moment | None = None, part: str = "") -> Ran:
    """Launch the job, or a part of it, and kill it at the moment given if it lives to see it.

    Only that process is killed: what it has started must go by itself.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.one_run", kill.part if kill else part],
        cwd=PROJECT,
        env=os.environ | settings.environment(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout

    def said() -> Iterable[str]:
        assert process.stdout
        yield from process.stdout
        yield f"ended {process.wait()}"

    return follow(said(), process.pid, kill)


def follow(said: Iterable[str], process: int, kill: Moment | None) -> Ran:
    """Listen to a run from its launch to its end, and kill the process at the moment given."""
    begun = time.monotonic()
    held, first, cpu, stages = 0.0, 0.0, 0.0, dict[str, float]()
    errors, code = list[str](), 0
    timer: threading.Timer | None = None
    for line in said:
        word, _, rest = line.strip().partition(" ")
        now = time.monotonic()
        if word == "held":
            held = now - begun
        elif word == "cpu":
            cpu = cpu or float(rest)
        elif word == "error":
            errors.append(rest)
        elif word == "step":
            first = first or now - begun
            stages.setdefault(stage_of(rest), now)
            if kill and stage_of(rest) == kill.stage and not timer:
                timer = threading.Timer(kill.seconds, os.kill, (process, signal.SIGKILL))
                timer.start()
        elif word == "ended":
            code = int(rest)
            break
    if timer:
        timer.cancel()
        timer.join()
    starts = [*stages.values(), time.monotonic()]
    seconds = dict(zip(stages, (after - before for before, after in pairwise(starts)), strict=True))
    return Ran(code == -signal.SIGKILL, code, held, first, cpu, seconds, "; ".join(errors))
