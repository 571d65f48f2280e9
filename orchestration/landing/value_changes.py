"""When a value was first delivered: for what a department keeps without a date.

A column whose contract says `keep_changes` is written down whenever a delivery shows another value
for a record than the delivery before it; of a personal value only a hash is. The history is a pure
function of the deliveries that the receipts know, as a raw table is: it is added to where a file is
the newest of all, and else read anew from the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import archive, content, ledger, modes
from orchestration.landing.delivery import named_day
from orchestration.landing.receipts import QuarantineError, Receipt
from orchestration.landing.staged import TYPED
from orchestration.quoting import literal, quoted
from orchestration.settings import Settings

_ADD = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Shown:
    """One delivery in the order in which it says what stands; `file_id` is that of its content."""

    file_id: str
    sha256: str
    delivered_on: date


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
    """Read the history anew where the contract asks for that of other columns than have one."""
    found = connection.execute(
        "select distinct column_name from landing.value_changes "
        "where department = ? and table_name = ?",
        [extract.department, extract.table],
    ).fetchall()
    if {column for (column,) in found} == set(_columns(extract)):
        return
    receipts = ledger.receipts(connection, extract)
    connection.execute("begin")
    try:
        keep(connection, extract, settings, (), receipts, at_hand=None, is_rebuild=True)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def keep(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    before: Sequence[Receipt],
    after: Sequence[Receipt],
    *,
    at_hand: str | None,
    is_rebuild: bool,
) -> None:
    """Bring the history from the deliveries before to those after, inside the open transaction.

    `at_hand` is the file whose records wait in `landing_typed`, if any. A file that the archive has
    lost, or that no longer fits the contract, is left out: the next one that shows a value dates it
    then, later than it was.
    """
    if not _columns(extract):
        _forget(connection, extract)
        return
    was, now = shown(before), shown(after)
    if not is_rebuild and now == was:
        return
    if not is_rebuild and now[:-1] == was and now[-1].file_id == at_hand:
        _add(connection, extract, now[-1], len(now), f"temp.{TYPED}")
        return
    if not is_rebuild and now[:-1] == was and was and now[-1].file_id == was[-1].file_id:
        return
    _forget(connection, extract)
    for place, delivery in enumerate(now, start=1):
        try:
            archived = archive.fetch(delivery.sha256, settings.archive)
            content.read(connection, extract, archived, settings)
        except (OSError, ValueError, QuarantineError):
            continue
        _add(connection, extract, delivery, place, f"temp.{TYPED}")


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
    _add(connection, extract, today, int(found[0]) if found else 1, ledger.raw_table(extract))


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
    delivery: Shown,
    place: int,
    relation: str,
) -> None:
    """Insert a row for every record whose value the delivery shows for the first time or anew."""
    key = ", ".join(f"cast({quoted(name)} as varchar)" for name in extract.key)
    stated = " union all ".join(
        f"select {literal(name)} as column_name, concat_ws(':', {key}) as record_key, "
        f"{_value(extract, name)} as value from {relation}"
        for name in _columns(extract)
    )
    connection.execute(
        _ADD.format(stated=stated),
        {
            "department": extract.department,
            "table_name": extract.table,
            "delivered_on": delivery.delivered_on,
            "file_id": delivery.file_id,
            "place": place,
        },
    )
