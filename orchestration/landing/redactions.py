"""Files of the archive that gave way to a redacted successor, in a journal of their own.

The archive keeps its promise by it: what it gives back is the original, or its newest successor. A
delivery is known again by its own hash and by that of any successor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration import journal

NAME = "redactions"


@dataclass
class Redactions:
    """What the journal says: hashes of originals, their newest successors, records that went.

    `searched` holds, by hash of the original and table, up to which tombstone a file was searched.
    """

    successors: dict[str, str] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)
    searched: dict[tuple[str, str], int] = field(default_factory=dict)


_read: dict[tuple[str, journal.Position], Redactions] = {}


def journal_in(archive: Path) -> journal.Journal:
    """The journal of redactions of an archive."""
    return journal.Journal(archive / journal.FOLDER / f"{NAME}.jsonl")


def known(archive: Path) -> Redactions:
    """Every redaction of an archive. Raises JournalError where the journal is damaged."""
    written = journal_in(archive)
    state = str(written.path), written.end()
    if state not in _read:
        found = Redactions()
        for event in written.events():
            _add(found, event)
        _read.clear()
        _read[state] = found
    return _read[state]


def append(archive: Path, event: dict[str, Any]) -> None:
    """Write one event down; what is known already is not read again for it."""
    before = known(archive)
    written = journal_in(archive)
    end = written.append([event])
    _add(before, event)
    _read.clear()
    _read[str(written.path), end] = before


def _add(found: Redactions, event: dict[str, Any]) -> None:
    original = event["original"]
    if event["event"] == "redacted":
        found.successors[original] = event["successor"]
        found.originals[event["successor"]] = original
        found.deleted[original] = found.deleted.get(original, 0) + event["deleted"]
    found.searched[original, event["table"]] = event["upto"]


def original_of(sha256: str, archive: Path) -> str:
    """The hash under which content was delivered first; its own unless it is a successor."""
    return known(archive).originals.get(sha256, sha256)


def newest(sha256: str, archive: Path) -> str:
    """The hash of what stands for content now; its own where nothing was redacted."""
    return known(archive).successors.get(sha256, sha256)
