"""When a value was first delivered: for what a department keeps without a date.

A column whose contract says `keep_changes` is written down whenever a delivery shows another value
for a record than the delivery before it; of a personal value only a hash is. The history is a pure
function of the deliveries that the receipts know, as a raw table is: it is added to where files are
the newest of all, and else emptied, and read anew from the archive when all has landed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration import warehouse
from orchestration.company.departments import Extract
from orchestration.landing import archive, content, ledger, modes
from orchestration.landing.delivery import named_day
from orchestration.landing.receipts import QuarantineError, Receipt
from orchestration.landing.staged import TYPED
from orchestration.quoting import literal, quoted
from orchestration.settings import Settings

# A history while it is read anew.
ANEW = "landing_changes"
_ADD = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Shown:
    """One delivery in the order in which it says what stands; `file_id` is that of its content."""

    file_id: str
    sha256: str
    delivered_on: date


@dataclass(frozen=True)
class AtHand:
    """Records that have just been read.

    SQL for their columns, `_shown_by`, their file, and `_shown_row`, their place in it.
    """

    relation: str
    file_ids: frozenset[str]


def shown(receipts: Sequence[Receipt]) -> list[Shown]:
    """Every delivery that showed values, the oldest first.

    Files rank by the day in their names. Of several versions under a name with a day the last
    stands: it is a correction. Under a name without one each is a delivery of its own.
    """
    newest = modes.current(receipts)
    ranked: list[tuple[date, str, Receipt]] = []
    for receipt in sorted(receipts, key=lambda r: (r.modified_at, r.sequence)):
        named = named_day(receipt.file_name)
        is_corrected = named and newest.get(receipt.file_name) != receipt
        if modes.counts(receipt) and not is_corrected:
            ranked.append((named or date.min, receipt.file_name if named else "", receipt))
    ranked.sort(key=lambda rank: rank[:2])
    return [Shown(r.duplicate_of or r.file_id, r.sha256, r.delivered_on) for *_, r in ranked]


def catch_up(connection: duckdb.DuckDBPyConnection, extract: Extract, settings: Settings) -> None:
    """Read the history anew where it was emptied, or the contract asks for other columns."""
    found = connection.execute(
        "select distinct column_name from landing.value_changes "
        "where department = ? and table_name = ?",
        [extract.department, extract.table],
    ).fetchall()
    if {column for (column,) in found} == set(_columns(extract)):
        return
    receipts = ledger.receipts(connection, extract)
    connection.execute(f"create or replace temp table {ANEW} as from landing.value_changes limit 0")
    if _columns(extract):
        _read_anew(connection, extract, settings, receipts)
    with warehouse.transaction(connection):
        _forget(connection, extract)
        connection.execute(f"insert into landing.value_changes from temp.{ANEW}")
    connection.execute(f"drop table temp.{ANEW}")


def _read_anew(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    receipts: Sequence[Receipt],
) -> None:
    """Fill the new history from the archive; in no transaction, which a bad file would end.

    A file that the archive has lost, or that no longer fits the contract, is left out: the next
    one that shows a value dates it then, later than it was.
    """
    for place, delivery in enumerate(shown(receipts), start=1):
        try:
            archived = archive.fetch(delivery.sha256, settings.archive)
            content.read(connection, extract, archived, settings)
        except (OSError, ValueError, QuarantineError):
            continue
        relation = at_hand_of(delivery.file_id).relation
        _add(connection, extract, {place: delivery}, relation, f"temp.{ANEW}")


def keep(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    before: Sequence[Receipt],
    after: Sequence[Receipt],
    *,
    at_hand: AtHand | None,
    is_rebuild: bool,
) -> None:
    """Bring the history from the deliveries before to those after, inside the open transaction.

    `at_hand` are the files whose records wait to be looked at. Where they are not the newest of
    all, the history is emptied, and `catch_up` reads it anew.
    """
    if not _columns(extract):
        _forget(connection, extract)
        return
    was, now = shown(before), shown(after)
    if not is_rebuild and (now == was or (was and not _begun(connection, extract))):
        return
    new = now[len(was) :] if now[: len(was)] == was else []
    if not is_rebuild and new and at_hand and {one.file_id for one in new} <= at_hand.file_ids:
        deliveries = dict(enumerate(new, len(was) + 1))
        _add(connection, extract, deliveries, at_hand.relation)
    elif is_rebuild or not (len(new) == 1 and was and new[0].file_id == was[-1].file_id):
        _forget(connection, extract)


def at_hand_of(file_id: str) -> AtHand:
    """The records in `landing_typed`, all of one file."""
    relation = f"(select *, _row as _shown_row, {literal(file_id)} as _shown_by from temp.{TYPED})"
    return AtHand(relation, frozenset([file_id]))


def _begun(connection: duckdb.DuckDBPyConnection, extract: Extract) -> bool:
    found = connection.execute(
        "select 1 from landing.value_changes where department = ? and table_name = ? limit 1",
        [extract.department, extract.table],
    )
    return bool(found.fetchall())


def keep_attached(
    connection: duckdb.DuckDBPyConnection, extract: Extract, receipt: Receipt
) -> None:
    """Add what a source that is queried where it lives shows today: nobody delivers its past."""
    if not _columns(extract):
        return
    found = connection.execute(
        "select coalesce(max(place), 0) + 1 from landing.value_changes "
        "where department = ? and table_name = ?",
        [extract.department, extract.table],
    ).fetchone()
    today = Shown(receipt.file_id, "", receipt.landed_at.date())
    relation = (
        f"(select *, _row as _shown_row, {literal(receipt.file_id)} as _shown_by "
        f"from {ledger.raw_table(extract)})"
    )
    _add(connection, extract, {int(found[0]) if found else 1: today}, relation)


def _columns(extract: Extract) -> tuple[str, ...]:
    return tuple(column.name for column in extract.columns if column.keep_changes)


def _value(extract: Extract, name: str) -> str:
    """The value as text; of a personal one its hash, which tells a change as well."""
    text = f"cast({quoted(name)} as varchar)"
    is_personal = any(column.pii for column in extract.columns if column.name == name)
    return f"sha256({text})" if is_personal else text


def _forget(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    connection.execute(
        "delete from landing.value_changes where department = ? and table_name = ?",
        [extract.department, extract.table],
    )


def _add(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    deliveries: Mapping[int, Shown],
    relation: str,
    changes: str = "landing.value_changes",
) -> None:
    """Insert a row for every record whose value one of the deliveries shows first or anew.

    `deliveries` are by their place in the order of all.
    """
    key = ", ".join(f"cast({quoted(name)} as varchar)" for name in extract.key)
    stated = " union all ".join(
        f"select {literal(name)} as column_name, concat_ws(':', {key}) as record_key, "
        f"{_value(extract, name)} as value, _shown_row as record, _shown_by from {relation}"
        for name in _columns(extract)
    )
    connection.execute(
        _ADD.format(stated=stated, changes=changes),
        {
            "department": extract.department,
            "table_name": extract.table,
            "days": [one.delivered_on for one in deliveries.values()],
            "file_ids": [one.file_id for one in deliveries.values()],
            "places": list(deliveries),
        },
    )
