"""Files of the archive that gave way to a redacted successor, in a journal of their own.

The archive keeps its promise by it: what it gives back is the original, or its newest successor. A
delivery is known again by its own hash and by that of any successor.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import journal

NAME = "redactions"
Said = str | int | list[int]
About = dict[str, Said]


@dataclass
class Redactions:
    """What the journal says: hashes of originals, their newest successors, records that went.

    `removed` holds the places, in what was delivered, of records that went and let others move up;
    `searched`, by hash of the original and table, up to which tombstone a file was searched.
    """

    successors: dict[str, str] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)
    removed: dict[str, tuple[int, ...]] = field(default_factory=dict)
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
        if removed := event.get("removed"):
            found.removed[original] = tuple(sorted({*found.removed.get(original, ()), *removed}))
    found.searched[original, event["table"]] = event["upto"]


def as_delivered(records: Iterable[int], removed: Sequence[int]) -> list[int]:
    """Places of records in what was delivered, from those in its successor, in their order.

    `removed` are the places of the records that went, in what was delivered, the lowest first.
    """
    kept = _kept_before(removed)
    return [record + bisect_left(kept, record) for record in sorted(records)]


def write(connection: duckdb.DuckDBPyConnection, archive: Path) -> None:
    """Write `landing.removed_records` anew: every record that went, by its delivery."""
    rows = [
        (sha256, place, kept)
        for sha256, removed in known(archive).removed.items()
        for place, kept in zip(removed, _kept_before(removed), strict=True)
    ]
    connection.execute(
        "create or replace table landing.removed_records "
        "(sha256 varchar, place bigint, kept_before bigint)"
    )
    if rows:
        connection.execute(
            "insert into landing.removed_records "
            "select unnest(?::varchar[]), unnest(?::bigint[]), unnest(?::bigint[])",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _kept_before(removed: Sequence[int]) -> list[int]:
    """How many records before each that went have stayed."""
    return [place - number for number, place in enumerate(removed, start=1)]


def original_of(sha256: str, archive: Path) -> str:
    """The hash under which content was delivered first; its own unless it is a successor."""
    return known(archive).originals.get(sha256, sha256)


def newest(sha256: str, archive: Path) -> str:
    """The hash of what stands for content now; its own where nothing was redacted."""
    return known(archive).successors.get(sha256, sha256)
