"""Tombstones: keyed hashes of whatever named an erased person, in a journal beside the archive.

Of a person they keep a random mark, the day, and for each identifier its keyed hash and what
stands in its place. Nobody who lacks the key and the identifier learns anything from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

import duckdb

from orchestration import journal
from orchestration.settings import Settings

NAME = "suppressions"
# `id|<namespace>|<value>`; `any|<value>` is the same value wherever it stands in the person's rows.
KINDS = (
    "id", "any", "customer", "email", "phone", "identifier", "birth", "place", "name", "word",
)  # fmt: skip
CONTACTS = ("email", "phone", "identifier")


@dataclass(frozen=True)
class Tombstone:
    """One hash of one erased person; `is_shared`: others had the same value when it was written.

    `stands_as` is the number that takes the place of an id, where records stay without a person.
    """

    kind: str
    hash: str
    person: str
    request: str
    erased_on: str
    stands_as: str | None = None
    is_shared: bool = False


_FIELDS = tuple(field.name for field in fields(Tombstone))
_read: dict[tuple[str, journal.Position], tuple[Tombstone, ...]] = {}


def count(settings: Settings) -> int:
    """The number of the journal's last line: what was searched up to it need not be again."""
    return journal.of(settings, NAME).end().n


def every(settings: Settings) -> tuple[Tombstone, ...]:
    """Every tombstone, oldest first. Raises JournalError where the journal is damaged."""
    written = journal.of(settings, NAME)
    state = str(written.path), written.end()
    if state not in _read:
        _read.clear()
        _read[state] = tuple(
            Tombstone(**{name: event[name] for name in _FIELDS if name in event})
            for event in written.events()
            if event.get("event") == "erased"
        )
    return _read[state]


def append(settings: Settings, found: Iterable[Tombstone]) -> None:
    """Write tombstones down, all or none of them; what is written already is left out.

    Raises OSError when the disk is full.
    """
    known = {(one.kind, one.hash, one.person) for one in every(settings)}
    events: list[dict[str, Any]] = []
    for one in found:
        if (one.kind, one.hash, one.person) not in known:
            known.add((one.kind, one.hash, one.person))
            events.append({"event": "erased", **asdict(one)})
    journal.of(settings, NAME).append(events)


def load(
    connection: duckdb.DuckDBPyConnection, settings: Settings, more: tuple[Tombstone, ...] = ()
) -> tuple[Tombstone, ...]:
    """Write the temporary table `tombstones`, of the journal and `more`; return them."""
    found = every(settings) + more
    connection.execute(
        "create or replace temp table tombstones (kind varchar, hash varchar, person varchar, "
        "request varchar, erased_on date, stands_as varchar, is_shared boolean)"
    )
    if found:
        columns = [[getattr(one, name) for one in found] for name in _FIELDS]
        listed = ", ".join(
            f"unnest(?::varchar[])::{'date' if name == 'erased_on' else 'varchar'} as {name}"
            for name in _FIELDS
            if name != "is_shared"
        )
        connection.execute(
            f"insert into tombstones by name select {listed}, unnest(?::boolean[]) as is_shared",
            columns,
        )
    return found
