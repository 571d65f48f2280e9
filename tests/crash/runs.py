"""One real run in a process of its own, killed with SIGKILL at a moment of our choice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from os import environ

from orchestration.progress import stage_of
from orchestration.settings import PROJECT, Settings
from tests.crash.moments import Moment


@dataclass(frozen=True)
class Ran:
    """One run: whether it was killed or how it ended; seconds from its launch, and per stage.

    `to_hold` is until it held the warehouse, with what was left behind recovered, `to_first_step`
    until its first step.
    """

    killed: bool
    returncode: int
    to_hold: float
    to_first_step: float
    stages: dict[str, float]
    errors: str


def run(settings: Settings, kill: Moment | None = None, part: str = "") -> Ran:
    """Run the job, or a part of it, killed at the moment given if it lives to see it.

    Only that process is killed: what it has started must go by itself.
    """
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.one_run", kill.part if kill else part],
        cwd=PROJECT,
        env=dict(environ) | settings.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stderr
    held, first, stages = 0.0, 0.0, dict[str, float]()
    for line in process.stdout:
        word, _, key = line.strip().partition(" ")
        if word == "held":
            held = time.monotonic() - begun
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
    return Ran(code == -signal.SIGKILL, code, held, first, seconds, errors)
