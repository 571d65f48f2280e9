"""What a role may see of the snapshot: views with the masks of the role, which every query reads.

The policy `role_columns` says which columns of a customer a role sees and behind which mask, and
`role_people` which customers. A column that it does not name is null here, so that no query can
show it. What else is known about a customer (journeys, messages, records) is shown to roles that
see the column which sums it up: see `SECTIONS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb

from orchestration.activation import roles
from orchestration.quoting import filled, quoted
from orchestration.serving.snapshots import Snapshot

_QUERIES = Path(__file__).parent / "queries"
_STAMPS = ("build_id", "built_at")
# The seconds after which a question is given up.
LONGEST = 10.0
# How many answers of one build are kept, and of how many rows at most: some 20 MB in all.
_KEPT, _SHORT = 400, 150
# Values of a query that make its answer one about somebody.
_PERSONAL = {"customer_id", "household_id", "journey_id", "numbers", "record_a"}
# As `roles.PUBLISHED`, from tables that are made once for each build, by queries/withheld.sql.
_HELD = roles.Suppressions(
    "not exists (select 1 from memory.main.withheld as w where w.customer_id = c.customer_id)",
    {channel: f"not coalesce(s.no_{channel}, false)" for channel in ("email", "phone", "post")},
)
# Part of what is known about a customer → the column of `customer_360` that sums it up.
SECTIONS = {
    "household": "household_id",
    "journeys": "last_problem",
    "messages": "last_contact_at",
    "consents": "consent_email",
    "suppressions": "do_not_offer_reasons",
    "lifecycle": "lifecycle_state",
    "records": "departments",
    "conflicts": "do_not_offer_reasons",
    "names": "display_name",
}


class TooLongError(RuntimeError):
    """The answer took longer than anybody waits for."""


@dataclass(frozen=True)
class Viewer:
    """Who looks: a role, the name for the decisions they make, and which they may make."""

    role: str
    name: str = ""
    may_steward: bool = False
    may_answer_requests: bool = False


@dataclass(frozen=True)
class Seen:
    """The snapshot as a viewer sees it on a day. `columns` are those of a customer, with masks."""

    snapshot: Snapshot
    viewer: Viewer
    columns: dict[str, str]
    cursor: duckdb.DuckDBPyConnection
    schema: str

    def shows(self, section: str) -> bool:
        """Whether the role sees a part of what is known about a customer; see `SECTIONS`."""
        return SECTIONS[section] in self.columns

    def is_clear(self, column: str) -> bool:
        """Whether the role sees a column of a customer without a mask."""
        return self.columns.get(column) == "clear"

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of `queries/<query>.sql`, with values put in by name.

        `seen.` in it is the schema of the role's views. What is not about one person is the same
        for as long as the build is there, for everybody or for the role, so its rows are kept.
        Raises TooLongError.
        """
        text, told = _text(query), self.snapshot.told
        key: Any = None
        if not _PERSONAL & set(values):
            role = self.schema if "seen." in text else ""
            key = (query, role, *sorted(values.items()))
        if (kept := told.get(key)) is not None:
            return [dict(row) for row in kept]
        rows = self._ask(query, text, values)
        if key is not None and len(rows) <= _SHORT:
            with self.snapshot.lock:
                while len(told) >= _KEPT:
                    del told[next(iter(told))]
                told[key] = rows
        return [dict(row) for row in rows]

    def _ask(self, query: str, text: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        timer = Timer(LONGEST, self.cursor.interrupt)
        timer.start()
        try:
            views = text.replace("seen.", f"memory.{quoted(self.schema)}.")
            found = self.cursor.execute(filled(views, values))
            names = [str(column[0]) for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        except duckdb.InterruptException as error:
            raise TooLongError(f"{query} took longer than {LONGEST:g} seconds.") from error
        finally:
            timer.cancel()

    def people(self, numbers: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Those of these customers whom the role sees, by number, as lists show them."""
        wanted = sorted({one for one in numbers if one})
        rows = self.rows("people", numbers=wanted) if wanted else []
        return {str(row["customer_id"]): row for row in rows}

    def with_people(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows about customers whom the role sees, each with what lists show of them."""
        people = self.people(str(row["customer_id"]) for row in rows)
        return [
            {**people[row["customer_id"]], **row} for row in rows if row["customer_id"] in people
        ]

    def one(self, query: str, **values: Any) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        return next(iter(self.rows(query, **values)), None)


@contextmanager
def seeing(snapshot: Snapshot, viewer: Viewer, day: date) -> Iterator[Seen]:
    """The snapshot through the masks of a viewer's role on a day.

    Raises roles.UnknownRoleError where no policy knows the role.
    """
    columns = roles.columns(viewer.role, day)
    schema = f"{viewer.role} {day}"
    cursor = snapshot.connection.cursor()
    try:
        with snapshot.lock:
            if "withheld" not in snapshot.made:
                cursor.execute(_text("withheld"))
                snapshot.made.add("withheld")
            if schema not in snapshot.made:
                _make(cursor, schema, columns, roles.people(day).get(viewer.role))
                snapshot.made.add(schema)
        yield Seen(snapshot, viewer, columns, cursor, schema)
    finally:
        cursor.close()


def _make(
    cursor: duckdb.DuckDBPyConnection, schema: str, columns: dict[str, str], rule: roles.Rule | None
) -> None:
    """Make the role's views: `people`, `customers` and `households`.

    A question about many asks `people`, and `customers` only about those that it names.
    """
    where = roles.condition(rule, _HELD) if rule else "true"
    customers = [
        f"{roles.shown(name, columns[name], rule, _HELD) if name in columns else 'null'} as {name}"
        for name in _columns(cursor, "customer_360")
    ]
    is_offered = rule is not None and rule["people"] == roles.MAY_BE_OFFERED
    source = "published.marts.customer_360 as c" + (
        " left join memory.main.no_offers as s on c.customer_id = s.customer_id"
        if is_offered
        else ""
    )
    known = set(_columns(cursor, "customer_360"))
    households = [
        f"{_of_household(name, columns) if name in known else f'c.{name}'} as {name}"
        for name in _columns(cursor, "household_360")
    ]
    cursor.execute(f"create schema if not exists memory.{quoted(schema)}")
    # Whom the role sees, without what it sees of them: kept, where it is not everybody.
    cursor.execute(
        f"create or replace {'table' if rule else 'view'} memory.{quoted(schema)}.people as "
        f"select c.customer_id from {source} where {where}"
    )
    cursor.execute(
        f"create or replace view memory.{quoted(schema)}.customers as "
        f"select {', '.join(customers)} from {source} where {where}"
    )
    cursor.execute(
        f"create or replace view memory.{quoted(schema)}.households as "
        f"select {', '.join(households)} from published.marts.household_360 as c"
    )


def _of_household(name: str, columns: dict[str, str]) -> str:
    return roles.masked(f"c.{name}", columns[name]) if name in columns else "null"


def _columns(cursor: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    rows = cursor.execute(f"describe published.marts.{quoted(mart)}").fetchall()
    return [str(row[0]) for row in rows if row[0] not in _STAMPS]


@cache
def _text(query: str) -> str:
    return (_QUERIES / f"{query}.sql").read_text("utf-8")
