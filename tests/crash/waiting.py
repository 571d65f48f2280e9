"""Waiting for other processes to get somewhere, or to be gone."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil


def wait_for(what: Callable[[], bool], seconds: float) -> None:
    """Look twenty times a second. Raises AssertionError after so many seconds in vain."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended, whoever has not asked yet how."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
