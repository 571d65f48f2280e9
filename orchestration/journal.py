"""Journals: what must outlive the build, one event a line, only ever added to.

    archive/journal/deliveries.jsonl     every delivery: name, department, times, order, sha256
    archive/journal/controls.jsonl       what control files said of delivered content
    archive/journal/numbers.jsonl        rows of the crosswalk, of events, redirects, accepted drift
    archive/journal/suppressions.jsonl   whom landing leaves out
    archive/journal/alerts.jsonl         alerts that were handed over, or seen to and by whom
    archive/journal/notices.jsonl        notices about runs that were given
    archive/journal/builds.jsonl         what was published, and as of which day
    archive/journal/learnt.jsonl         what a day had learnt from everybody before an erasure

A line is a JSON object with its number `n` and a `sum` over everything else in it. Lines are added
in one write that is flushed to the disk; its last line says `end`. What follows the last `end` was
cut off by a crash, counts for nothing and gives way to the next write.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration import private
from orchestration.settings import Settings

FOLDER = "journal"
_CHUNK = 1 << 16
Event = Mapping[str, Any]


class JournalError(RuntimeError):
    """A journal is damaged; the message names the line and how to mend it."""


@dataclass(frozen=True)
class Position:
    """Where a journal ends: the number of its last line, and that line's sum."""

    n: int = 0
    sum: str = ""


def of(settings: Settings, name: str) -> Journal:
    """The journal of that name, whether or not it has a line."""
    return Journal(settings.archive / FOLDER / f"{name}.jsonl")


def every(settings: Settings) -> tuple[Journal, ...]:
    """Every journal that is there, in alphabetical order."""
    return tuple(map(Journal, sorted((settings.archive / FOLDER).glob("*.jsonl"))))


@dataclass(frozen=True)
class Journal:
    """One journal, a file of lines."""

    path: Path

    def append(self, events: Sequence[Event]) -> Position:
        """Add events, all or none of them; return where the journal ends now.

        Raises OSError when the disk is full; what was written of them counts for nothing. Raises
        JournalError when the last lines are damaged.
        """
        if not events:
            return self.end()
        private.folder(self.path.parent)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, private.FILE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            last, offset = self._last(handle)
            behind = os.pread(handle, os.fstat(handle).st_size - offset, offset)
            for number, line in enumerate(behind.splitlines(keepends=True), start=last.n + 1):
                if line.endswith(b"\n") and isinstance(found := _read(line), str):
                    raise self._error(number, found)  # damaged, not cut off: never written over
            lines = [
                _line(event, last.n + step, is_end=step == len(events))
                for step, event in enumerate(events, start=1)
            ]
            os.ftruncate(handle, offset)
            os.lseek(handle, offset, os.SEEK_SET)
            content = memoryview(b"".join(line for line, _ in lines))
            while content:
                content = content[os.write(handle, content) :]
            os.fsync(handle)
            if offset == 0:
                private.sync(self.path.parent)
            return Position(last.n + len(events), lines[-1][1])
        finally:
            os.close(handle)

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event, oldest first. Raises JournalError at the first damaged line."""
        waiting = []
        for number, found in self._lines():
            if isinstance(found, str):
                raise self._error(number, found)
            waiting.append(found)
            if found.get("end"):
                yield from waiting
                waiting = []

    def end(self) -> Position:
        """Where the journal ends."""
        if not self.path.exists():
            return Position()
        handle = os.open(self.path, os.O_RDONLY)
        try:
            return self._last(handle)[0]
        finally:
            os.close(handle)

    def damage(self) -> tuple[tuple[int, str], ...]:
        """(line, what is wrong with it) of every damaged line; what a crash cut off is none."""
        return tuple((number, found) for number, found in self._lines() if isinstance(found, str))

    def _error(self, number: int, what: str) -> JournalError:
        return JournalError(
            f"{self.path}, line {number}: {what} Put the file back from a backup; or, where the "
            "build is whole, move it away, and the next run writes it anew."
        )

    def _lines(self) -> Iterator[tuple[int, dict[str, Any] | str]]:
        """(line number, its event, or what is wrong with it), up to a tail without its `end`."""
        if not self.path.exists():
            return
        tail: list[tuple[int, dict[str, Any] | str]] = []
        expected = 1
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                found = _read(line)
                if isinstance(found, dict):
                    n, expected = found["n"], expected + 1
                    if n != expected - 1:
                        found, expected = f"line {expected - 1} should stand here, not {n}.", n + 1
                else:
                    expected += 1
                tail.append((number, found))
                if isinstance(found, dict) and found.get("end"):
                    yield from tail
                    tail = []
        # A torn write leaves sound lines and then one that is cut; damage has a line end.
        yield from (one for one in tail if isinstance(one[1], str) and "cut" not in one[1])

    def _last(self, handle: int) -> tuple[Position, int]:
        """The last line with an `end`, and the offset behind it."""
        size = os.fstat(handle).st_size
        reach = _CHUNK
        while size:
            start = max(0, size - reach)
            content = os.pread(handle, size - start, start)
            found = _last_end(content, is_whole=start == 0)
            if found is not None:
                return found[0], start + found[1]
            if start == 0:
                break
            reach *= 8
        return Position(), 0


def _last_end(content: bytes, *, is_whole: bool) -> tuple[Position, int] | None:
    end = content.rfind(b"\n") + 1
    while end > 0:
        start = content.rfind(b"\n", 0, end - 1) + 1
        if start == 0 and not is_whole:
            return None
        found = _read(content[start:end])
        if isinstance(found, dict) and found.get("end"):
            return Position(found["n"], _sum(content[start:end])), end
        end = start
    return None


def _line(event: Event, n: int, *, is_end: bool) -> tuple[bytes, str]:
    """A line, and its sum. Raises ValueError for an event that uses a name of the journal's own."""
    if {"n", "end", "sum"} & event.keys():
        raise ValueError("n, end and sum are the journal's own")
    body = json.dumps({"n": n, **event, **({"end": True} if is_end else {})}, ensure_ascii=False)
    total = _digest(body)
    return f'{body[:-1]}, "sum": "{total}"}}\n'.encode(), total


def _read(line: bytes) -> dict[str, Any] | str:
    """A line's event without its sum, or what is wrong with the line."""
    if not line.endswith(b"\n"):
        return "the line is cut off."
    total = _sum(line)
    body = line[: -len(f', "sum": "{total}"}}\n')] + b"}"
    try:
        if not total or _digest(body.decode()) != total:
            return "its sum is another."
        found = json.loads(body)
    except ValueError:
        return "the line cannot be read."
    return (
        found if isinstance(found, dict) and isinstance(found.get("n"), int) else "it is no line."
    )


def _sum(line: bytes) -> str:
    _, mark, rest = line.rpartition(b', "sum": "')
    return rest[:-3].decode("ascii", "replace") if mark and rest.endswith(b'"}\n') else ""


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:24]
