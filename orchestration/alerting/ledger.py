"""The numbers of the alerts that have been handed over, one a line; nothing is ever taken out."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration import private

_WHOLE = re.compile(rb"^(\S+)\n", re.MULTILINE)


class Ledger:
    """The ledger, held by one process at a time; see `opened`."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def numbers(self) -> list[str]:
        """Every number that was written whole."""
        with os.fdopen(os.dup(self._handle), "rb") as read:
            read.seek(0)
            return [number.decode() for number in _WHOLE.findall(read.read())]

    def enter(self, *numbers: str) -> None:
        """Write numbers down, durably. What a full disk cut short is ended as a line of its own."""
        size = os.fstat(self._handle).st_size
        is_cut = size and os.pread(self._handle, 1, size - 1) != b"\n"
        lines = "".join(f"{number}\n" for number in numbers)
        os.write(self._handle, (b"\n" if is_cut else b"") + lines.encode())
        os.fsync(self._handle)


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """The ledger at `path`, made where there is none; a second caller waits for the first."""
    private.folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, private.FILE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield Ledger(handle)
    finally:
        os.close(handle)
