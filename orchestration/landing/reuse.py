"""Keys that a department gives a second time: another record, and no correction of the first.

A later record replaces an earlier one of its key, because departments correct what they sent. A
shop that moves to new software counts its orders from the beginning, though, and then a number that
was one customer's is another's. The contract says whose a record is (`belongs_to`) and when it
happened (`event_time`): a record under a known key that agrees in neither is another one. It is
rejected, so that somebody is told and the first stays; and so is, in tables that are `part_of` the
first, what comes with it from that day on.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration import queries
from orchestration.company.departments import Extract
from orchestration.landing import rejecting
from orchestration.landing.delivery import named_day
from orchestration.landing.staged import REJECTS, REUSED, TYPED, Staged
from orchestration.quoting import quoted

ANOTHER = "Its key is already that of another record, of another owner and day; the first stays."
LATE = "Its key is already that of a record of long before; the first stays."
PART = "It is part of a record that was rejected because its key is already another's."


def refuse(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    staged: Staged,
    target: str,
    lower: Sequence[str] | None,
    file_name: str,
) -> None:
    """Reject records of `landing_typed` whose key is already that of another record in `target`.

    `lower` are the files that rank below this one, None for all. What is found waits in
    `landing_reused`.
    """
    if extract.load == "snapshot":
        return
    if is_told_apart(extract):
        reused = _reused(extract, target, lower is not None)
        parameters = [list(lower)] if lower is not None else []
        connection.execute(f"create or replace temp table landing_other as {reused}", parameters)
        connection.execute(
            f"insert into {REUSED} select {_key(extract, extract.key)} from temp.{TYPED} "
            "where _row in (select _row from landing_other)"
        )
        _reject(connection, staged, "select _row, why from landing_other")
    if extract.part_of:
        day = named_day(file_name)
        is_part = is_part_of_reused(extract, "coalesce(delivered_on <= ?, true)")
        connection.execute(
            "create or replace temp table landing_other as select _row, ? as why "
            f"from temp.{TYPED} where {is_part}",
            [PART, extract.department, extract.part_of, day],
        )
        _reject(connection, staged, "select _row, why from landing_other")


def is_part_of_reused(extract: Extract, when: str = "true") -> str:
    """SQL for a record that is part of one whose key was another's; department and table bound."""
    parent = f"select key_values from landing.reused_keys where {_of_parent()}"
    return f"{_begins(extract)} in ({parent} and {when})"


def is_told_apart(extract: Extract) -> bool:
    """Whether the contract says whose a record is, or after how long its key is another's."""
    return bool(extract.belongs_to or extract.reused_after_days)


def collides(
    connection: duckdb.DuckDBPyConnection, extract: Extract, target: str, above: Sequence[str]
) -> bool:
    """Whether a record of the file at hand is another than one of a file above it.

    The files have come out of order then, and must be read again in theirs.
    """
    if extract.load == "snapshot" or not is_told_apart(extract) or not above:
        return False
    found = connection.execute(
        f"{_reused(extract, target, True)} limit 1", [list(above)]
    ).fetchall()
    return bool(found)


def parts_to_refuse(connection: duckdb.DuckDBPyConnection, extract: Extract, target: str) -> bool:
    """Whether the table holds parts of records that have been rejected since they were landed."""
    if not extract.part_of or extract.load == "snapshot":
        return False
    found = connection.execute(
        queries.filled(
            __file__, "parts_to_refuse.sql", target=target, extract=_begins(extract, "part.")
        ),
        [extract.department, extract.part_of],
    ).fetchall()
    return bool(found)


def _reused(extract: Extract, target: str, is_ranked: bool) -> str:
    """SQL for the rows whose key stands for another record, with why."""
    key = " and ".join(f"new.{quoted(c)} = old.{quoted(c)}" for c in extract.key)
    pairs = [(f"new.{quoted(c)}", f"old.{quoted(c)}") for c in extract.belongs_to]
    differs = " or ".join(f"({new} <> {old})" for new, old in pairs)
    agrees = " or ".join(f"coalesce({new} = {old}, false)" for new, old in pairs)
    is_other = f"(coalesce({differs}, false) and not ({agrees}))" if pairs else "false"
    is_late = "false"
    if extract.event_time:
        new, old = (f"cast({side}.{quoted(extract.event_time)} as date)" for side in ("new", "old"))
        is_other = f"({is_other} and coalesce({new} <> {old}, true))"
        if extract.reused_after_days:
            is_late = f"coalesce({new} - {old} > {extract.reused_after_days}, false)"
    ranked = "and list_contains(cast(? as varchar[]), old._file_id)" if is_ranked else ""
    return (
        f"select new._row, case when {is_other} then '{ANOTHER}' else '{LATE}' end as why "
        f"from temp.{TYPED} as new inner join {target} as old on {key} {ranked} "
        f"where {is_other} or {is_late}"
    )


def _key(extract: Extract, columns: Sequence[str], side: str = "") -> str:
    return f"[{', '.join(f'cast({side}{quoted(c)} as varchar)' for c in columns)}]"


def _begins(extract: Extract, side: str = "") -> str:
    """SQL for the parent's key: the first of the part's key columns that the parent has."""
    return _key(extract, extract.part_key, side)


def _of_parent() -> str:
    return "department = ? and table_name = ?"


def _reject(connection: duckdb.DuckDBPyConnection, staged: Staged, rows: str) -> None:
    connection.execute(f"create or replace temp table landing_refused as {rows}")
    if not connection.execute("from landing_refused limit 1").fetchall():
        return
    rejecting.origins(connection, staged, "select _row from landing_refused")
    connection.execute(f"delete from {REJECTS} where row in (select _row from landing_refused)")
    connection.execute(
        f"insert into {REJECTS} select _row, line, null, 'record', why, raw "
        "from landing_refused inner join landing_origin using (_row)"
    )
    connection.execute(f"delete from temp.{TYPED} where _row in (select _row from landing_refused)")
