"""What a run learns from everybody: parameters of models, shares of names, values that many share.

They are learnt anew each night, as what is learnt changes with the data. An erasure is no news
about anybody else: what was learnt by then is kept for its day in the journal `learnt`, so every
run as of that day gives the others the figures they had. The next day learns without the erased.
A household that an erased customer founded keeps its number for good.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import duckdb

from orchestration import journal
from orchestration.settings import Settings

NAME = "learnt"
T = TypeVar("T")
_NAMED = """
create schema if not exists kept;
create table if not exists kept.learnt (as_of date, name varchar, value varchar)
"""


class Learnt:
    """What one run learns, by name; `kept` is what its day learnt before an erasure.

    `households` are numbers that outlive their founder, each with the keyed hash of a member.
    """

    def __init__(
        self,
        as_of: date,
        kept: dict[str, Any] | None = None,
        households: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self._as_of, self._kept, self.households = as_of, kept or {}, households
        self._now: dict[str, Any] = {}

    def of(self, name: str, learn: Callable[[], T]) -> T:
        """What is kept under a name, else what `learn` gives: anything that JSON can hold."""
        if name not in self._now:
            self._now[name] = self._kept[name] if name in self._kept else learn()
        learnt: T = self._now[name]
        return learnt

    @property
    def keeps(self) -> bool:
        """Whether anything is kept, and so has to be looked up by keyed hashes."""
        return bool(self._kept or self.households)

    def kept(self, name: str) -> Any | None:
        """What is kept under a name; None where nobody was erased on this day."""
        return self._kept.get(name)

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Note in the build what this run learnt, for an erasure that may come."""
        connection.execute(_NAMED)
        connection.execute("delete from kept.learnt where as_of <> ?", [self._as_of])
        for name, value in self._now.items():
            connection.execute("delete from kept.learnt where name = ?", [name])
            connection.execute(
                "insert into kept.learnt values (?, ?, ?)", [self._as_of, name, json.dumps(value)]
            )


def of_day(settings: Settings, as_of: date) -> Learnt:
    """What a run as of a day learns, or has to keep. Raises JournalError where that is damaged."""
    kept: dict[str, Any] = {}
    households: list[tuple[str, str]] = []
    for event in journal.of(settings, NAME).events():
        if event["event"] == "household":
            households += [(event["household_id"], member) for member in event["members"]]
        elif event["as_of"] == as_of.isoformat():
            kept.setdefault(event["name"], event["value"])
    return Learnt(as_of, kept, tuple(households))


def noted(connection: duckdb.DuckDBPyConnection) -> tuple[date | None, dict[str, Any]]:
    """The day of the last run in this build, and what it learnt, by name."""
    connection.execute(_NAMED)
    rows = connection.execute("select as_of, name, value from kept.learnt order by name").fetchall()
    return (rows[0][0] if rows else None), {name: json.loads(value) for _, name, value in rows}
