"""Runs forked from a process that has imported the project already, a tenth of the time to start.

Reads the names of parts of the job from standard input, runs one after the other, each in a child
of its own, and says `pid <n>`, then what `one_run` says, then `ended <code>`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration import settings
from orchestration.settings import PROJECT, Settings
from tests.crash.moments import Moment
from tests.crash.runs import Ran, follow


class Zygote:
    """The process seen from the harness."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, kill: Moment | None = None, part: str = "") -> Ran:
        """Run a part of the job, killed at the moment given; see `runs.run`."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{kill.part if kill else part}\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline().removeprefix("pid "))
        return follow(self._process.stdout, pid, kill)


@contextmanager
def zygote(of: Settings) -> Iterator[Zygote]:
    """A process that runs parts of one house, ended with what it is running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.zygote"],
        cwd=PROJECT,
        env=os.environ | of.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    try:
        yield Zygote(process)
    finally:
        process.stdin.close()
        process.wait()


def main() -> None:
    """Import, then fork a run for every line."""
    from tests.crash.one_run import main as one_run
    from tests.crash.one_run import say

    settings.from_environment().export()
    import orchestration.definitions  # noqa: F401 (imported for the children)

    assert threading.active_count() == 1, "a fork copies no thread"
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            os.setsid()
            code = 1
            try:
                one_run(line.strip())
            except SystemExit as end:
                code = int(end.code or 0)
            except BaseException:
                say(f"error {traceback.format_exc()[-400:]!r}")
            finally:
                os._exit(code)
        say(f"pid {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
