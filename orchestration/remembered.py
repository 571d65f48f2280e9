"""Tables that outlive the build: every change of theirs is in a journal, and comes back from it.

A lost build, or an older one put back from a backup, takes these tables from the journals before
anything reads them. `kept` in the build holds them as they were journaled last, so that a run
writes down what changed and nothing else. A journal that is not there is written anew.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import duckdb

from orchestration import journal, queries
from orchestration.journal import Journal, Position
from orchestration.quoting import quoted
from orchestration.settings import Settings

NUMBERS = (
    "identity.crosswalk",
    "identity.events",
    "identity.redirects",
    "identity.numbers_apart",
    "identity.accepted_drift",
)
_JOURNALS = {"numbers": NUMBERS}
_CHANGES = queries.text(__file__, "remembered_changes.sql")


def recall(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[str, ...]:
    """Take from the journals what this build does not know; return the tables that changed.

    Raises JournalError where a journal is damaged.
    """
    _prepare(connection)
    changed: list[str] = []
    for name, tables in _JOURNALS.items():
        written = journal.of(settings, name)
        end = written.end()
        if end.n and end != _position(connection, name):
            _replace(connection, written, tables)
            _note(connection, name, end)
            changed += tables
    return tuple(changed)


def write_down(connection: duckdb.DuckDBPyConnection, settings: Settings, **about: str) -> None:
    """Journal what changed in the tables since they were journaled last.

    `about` is said in every line, such as the run. Call `recall` before the tables are changed.
    Raises OSError when the disk is full; the next run writes the same lines then.
    """
    _prepare(connection)
    for name, tables in _JOURNALS.items():
        written = journal.of(settings, name)
        if not written.end().n:
            for table in tables:  # everything is new to a journal that is not there
                connection.execute(f"delete from {_kept(table)}")
        events = [event for table in tables for event in _changes(connection, table, about)]
        if events:
            end = written.append(events)
            connection.begin()
            for table in tables:
                connection.execute(f"create or replace table {_kept(table)} as from {table}")
            _note(connection, name, end)
            connection.commit()


def rewrite(connection: duckdb.DuckDBPyConnection, settings: Settings, name: str) -> None:
    """Let a journal begin anew with the tables as they are now, its history left behind.

    The old one stands until the new one is whole. Raises OSError when the disk is full.
    """
    written = journal.of(settings, name)
    draft = Journal(written.path.with_suffix(".draft"))
    draft.path.unlink(missing_ok=True)
    for table in _JOURNALS[name]:
        connection.execute(f"delete from {_kept(table)}")
    draft.append([e for table in _JOURNALS[name] for e in _changes(connection, table, {})])
    if draft.path.exists():
        draft.path.replace(written.path)


def _changes(
    connection: duckdb.DuckDBPyConnection, table: str, about: dict[str, str]
) -> list[dict[str, Any]]:
    query = _CHANGES.replace("{now}", table).replace("{kept}", _kept(table))
    return [
        {"event": event, "table": table, **about, "row": json.loads(row)}
        for event, row in connection.execute(query).fetchall()
    ]


def _line(row: dict[str, Any]) -> str:
    """A row as text: the same whatever order its columns had, and before a column was there."""
    return json.dumps({k: v for k, v in row.items() if v is not None}, sort_keys=True)


def _replace(
    connection: duckdb.DuckDBPyConnection, written: Journal, tables: tuple[str, ...]
) -> None:
    """Make the tables what the journal says that they were."""
    rows: dict[str, Counter[str]] = {table: Counter() for table in tables}
    for event in written.events():
        if event.get("table") in rows:
            step = 1 if event["event"] == "added" else -1
            rows[event["table"]][_line(event["row"])] += step
    connection.begin()
    try:
        for table, found in rows.items():
            columns = connection.execute(f"describe {table}").fetchall()
            shape = json.dumps({str(row[0]): str(row[1]) for row in columns})
            names = ", ".join(f"r.{quoted(str(row[0]))}" for row in columns)
            connection.execute(f"delete from {table}")
            connection.execute(
                f"insert into {table} select {names} from (select from_json(row, $shape) as r "
                "from (select unnest(cast($rows as varchar[])) as row)) order by all",
                {"rows": list((+found).elements()), "shape": shape},
            )
            connection.execute(f"create or replace table {_kept(table)} as from {table}")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    from orchestration.identity.numbering import drift, number  # half a second

    number.create_tables(connection)
    drift.create_tables(connection)
    connection.execute(
        "create schema if not exists kept; "
        "create table if not exists kept.positions (journal varchar, n bigint, sum varchar)"
    )
    for tables in _JOURNALS.values():
        for table in tables:
            connection.execute(f"create table if not exists {_kept(table)} as from {table} limit 0")
            _widen(connection, table)


def _widen(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Give what was kept the columns that its table has gained since, empty."""
    known = {str(row[0]) for row in connection.execute(f"describe {_kept(table)}").fetchall()}
    for name, kind, *_ in connection.execute(f"describe {table}").fetchall():
        if name not in known:
            connection.execute(f"alter table {_kept(table)} add column {quoted(name)} {kind}")


def _position(connection: duckdb.DuckDBPyConnection, name: str) -> Position:
    found = connection.execute(
        "select n, sum from kept.positions where journal = ?", [name]
    ).fetchone()
    return Position(int(found[0]), str(found[1])) if found else Position()


def _note(connection: duckdb.DuckDBPyConnection, name: str, end: Position) -> None:
    connection.execute("delete from kept.positions where journal = ?", [name])
    connection.execute("insert into kept.positions values (?, ?, ?)", [name, end.n, end.sum])


def _kept(table: str) -> str:
    schema, name = table.split(".")
    return f"kept.{quoted(f'{schema}_{name}')}"
