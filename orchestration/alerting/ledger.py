"""Which alerts have been handed over, never to be told twice, and which were seen to by whom."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration import journal, private
from orchestration.settings import Settings

NAME = "alerts"
_WHOLE = re.compile(rb"^(\S+)\n", re.MULTILINE)


class Ledger:
    """The ledger, held by one process at a time; see `opened`."""

    def __init__(self, settings: Settings) -> None:
        self._journal = journal.of(settings, NAME)
        self._older = settings.build / "alerts" / "handed"

    def numbers(self) -> list[str]:
        """Every number handed over or seen to, in a ledger of an older version too.

        Raises JournalError where the journal is damaged.
        """
        older = self._older.read_bytes() if self._older.is_file() else b""
        known = [number.decode() for number in _WHOLE.findall(older)]
        return known + [str(event["alert_id"]) for event in self._journal.events()]

    def handled(self) -> list[tuple[str, str, str]]:
        """Number, by whom and when (UTC, ISO 8601) of every alert said to have been seen to."""
        return [
            (str(event["alert_id"]), str(event["by"]), str(event["at"]))
            for event in self._journal.events()
            if event["event"] == "handled"
        ]

    def handle(self, number: str, by: str, at: str) -> None:
        """Write down, durably, who has seen to an alert and when."""
        self._journal.append([{"event": "handled", "alert_id": number, "by": by, "at": at}])

    def enter(self, *numbers: str) -> None:
        """Write numbers down, durably, all or none of them."""
        self._journal.append([{"event": "handed_over", "alert_id": one} for one in numbers])


@contextmanager
def opened(settings: Settings) -> Iterator[Ledger]:
    """The ledger of a company; a second caller waits for the first."""
    lock = settings.archive / journal.FOLDER / f".{NAME}.lock"
    private.folder(lock.parent)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, private.FILE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield Ledger(settings)
    finally:
        os.close(handle)
