"""Publishing is killed again and again while four kinds of readers look on."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from orchestration import publishing
from orchestration.settings import PROJECT
from tests.conftest import settings_in
from tests.crash.readers import Readers

KILLS, PUBLISHES = 15, 100


def publish_and_kill(folder: Path, seconds: float, at_least: int = 0) -> list[int]:
    """Publish in a process of its own for so long after its first build; return what stood."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.publisher", str(folder)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    stood = [int(process.stdout.readline() or -1)]
    time.sleep(seconds)
    while process.poll() is None and len(stood) < at_least:
        stood.append(int(process.stdout.readline() or -1))
    process.kill()
    stood += [int(line) for line in process.stdout.read().split()]
    assert not (errors := process.stderr.read()), errors
    process.wait()
    return stood


def test_a_hundred_publishes_and_fifteen_kills_show_no_reader_half_or_older(
    tmp_path: Path,
) -> None:
    chance = random.Random(1)  # noqa: S311
    settings, stood = settings_in(tmp_path), list[int]()
    with Readers(settings.published, pause=0.04) as readers:
        for _ in range(KILLS):
            stood += publish_and_kill(tmp_path, chance.uniform(0, 0.3))
            now = publishing.current(settings)
            assert now is not None
            assert int(now.build_id.removeprefix("build-")) - stood[-1] in (0, 1)
        while len(stood) < PUBLISHES:
            stood += publish_and_kill(tmp_path, 0, at_least=PUBLISHES - len(stood))
    assert stood == sorted(set(stood))
    assert readers.seen.clean, readers.seen
    assert min(readers.seen.reads[kind] for kind in readers.seen.reads) > 10
    assert len(readers.seen.reads) == 4
