"""dbt as Dagster starts it: what is asked goes to the dbt that stands ready, see `dbt_ready`.

It is the command of a step, so it has dbt's arguments, output, signals and exit code. It imports
nothing but the standard library and so starts at once. Where no dbt stands ready, it becomes a
`dbt_child` instead.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from functools import partial
from pathlib import Path

# Where the dbt that stands ready listens; a run sets it for as long as it has one.
SOCKET = "CUSTOMER360_DBT_SOCKET"
# What the two say to each other: that it has begun, before the exit code; a signal to hand on.
BEGUN = b"+"
SIGNALS = {b"I": signal.SIGINT, b"T": signal.SIGTERM}


def main() -> None:
    """Ask the dbt that stands ready, and end as it ends; else be a `dbt_child`."""
    path = os.environ.get(SOCKET)
    code = _ask(path, sys.argv[1:]) if path else None
    if code is not None:
        sys.exit(code)
    child = [sys.executable, "-m", "orchestration.dbt_child", *sys.argv[1:]]
    os.execv(child[0], child)  # noqa: S606


def _ask(path: str, arguments: list[str]) -> int | None:
    """The exit code of dbt with `arguments`; None where nobody has begun with them."""
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(path)
            socket.send_fds(line, [b"?"], [1, 2])
            asked = {
                "arguments": arguments,
                "folder": str(Path.cwd()),
                "environment": {**os.environ},
            }
            line.sendall(json.dumps(asked).encode() + b"\n")
            if line.recv(1) != BEGUN:
                return None
        except OSError:
            return None
        for letter, number in SIGNALS.items():
            signal.signal(number, partial(_hand_on, line, letter))
        answer = line.makefile("rb").read()
    return int(answer) if answer else 1


def _hand_on(line: socket.socket, letter: bytes, *_: object) -> None:
    line.sendall(letter)


if __name__ == "__main__":
    main()
