"""A dbt that stands ready: it has imported itself and read the project before it is asked.

A start of dbt costs seconds: half for importing it, half for reading and writing down a project
that has not changed. A run needs dbt three times, so it keeps one process that has paid for that
once, while the extracts land, and that forks for each step. What a step leaves in memory ends with
its fork: the next one begins as the first did.

`dbt_asked` is the other end: it sends a step's arguments, folder, environment and standard streams
over a socket in a folder of the run's own, and waits for the exit code. Nobody outlives the run:
the process that stands ready looks ten times a second for the run that started it, a fork for the
process that it was forked from, and whoever asked and is gone takes the fork along.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from orchestration import dbt_child, settings
from orchestration.dbt_asked import BEGUN, SIGNALS, SOCKET
from orchestration.settings import PROJECT, Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

_LOOK_EVERY_SECONDS = 0.1
_SILENT = ("--no-write-json", "--log-level-file", "none")


@contextmanager
def standing_ready(here: Settings) -> Iterator[None]:
    """Keep a dbt ready for the company's project, whose manifest is current, while this lasts."""
    # Not in the build folder: a socket's path may have a hundred letters, no more.
    folder = Path(tempfile.mkdtemp(prefix="customer360-"))
    path = str(folder / "dbt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        handle = listener.fileno()
        ready = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "orchestration.dbt_ready", path, str(handle), str(os.getpid())],
            cwd=here.company,
            env=here.child_environment() | {"PYTHONPATH": str(PROJECT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[handle],
        )
    os.environ[SOCKET] = path
    try:
        yield
    finally:
        os.environ.pop(SOCKET, None)
        ready.terminate()
        ready.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Answer on the socket that is open under the given number, until the given run is gone.

    What asks before the project is read waits.
    """
    path, handle, run = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # Ctrl-C in a terminal reaches the whole group; what it means for a step, whoever asked says.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=handle) as listener:
        manifest = _read_project()
        while os.getppid() == run:
            if select.select([listener], [], [], _LOOK_EVERY_SECONDS)[0]:
                _answer(listener, manifest, run)
    shutil.rmtree(Path(path).parent, ignore_errors=True)


def _read_project() -> Manifest:
    """The project as dbt knows it. Raises SystemExit where it does not parse."""
    from dbt.cli.main import dbtRunner

    target = str(settings.from_environment().dbt_target)
    read = dbtRunner().invoke(["--quiet", *_SILENT, "parse", "--target-path", target])
    if not read.success:
        sys.exit(2)
    return cast("Manifest", read.result)


def _answer(listener: socket.socket, manifest: Manifest, run: int) -> None:
    """Take one question, fork for it, and send how the fork ended."""
    line, _ = listener.accept()
    with line:
        _, streams, _, _ = socket.recv_fds(line, 1, 2)
        asked = json.loads(line.makefile("rb").readline())
        ready = os.getpid()
        step = os.fork()
        if not step:
            listener.close()
            line.close()
            _be_dbt(asked, streams, manifest, ready)
        for stream in streams:
            os.close(stream)
        line.sendall(BEGUN)
        code = _wait(step, line, run)
        try:
            line.sendall(str(code).encode())
        except OSError:
            return


def _wait(step: int, line: socket.socket, run: int) -> int:
    """The exit code of a fork, which gets its asker's signals and ends with it, or with the run."""
    while True:
        ended, status = os.waitpid(step, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        told = b"-"
        if select.select([line], [], [], _LOOK_EVERY_SECONDS)[0]:
            told = line.recv(1)
        if not told or os.getppid() != run:
            os.kill(step, signal.SIGKILL)
        elif told in SIGNALS:
            os.kill(step, SIGNALS[told])


def _be_dbt(asked: dict[str, Any], streams: list[int], manifest: Manifest, ready: int) -> NoReturn:
    """Be the dbt of one step, in a fork, and end as it ends."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream, number in zip(streams, (1, 2), strict=True):
        os.dup2(stream, number)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    dbt_child.follow(ready)
    code: int | str | None = 2
    try:
        dbt_child.be_dbt(asked["arguments"], manifest)
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    # DuckDB has a thread since its import, which a fork lacks: an orderly end would wait for it.
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    main()
