"""One transaction per file: rows, rejects, drift and receipt are written together or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from orchestration import warehouse
from orchestration.company.departments import Extract
from orchestration.landing import ledger, modes, reuse, value_changes
from orchestration.landing.rebuild import REBUILT, Rebuilt, rebuild
from orchestration.landing.receipts import Drift, Receipt
from orchestration.settings import Settings


def commit(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
    receipt: Receipt,
    drift: tuple[Drift, ...] = (),
    *,
    replaces: str | None = None,
) -> Receipt:
    """Write one file's receipt, with its records where it is accepted, and return it.

    `known` are the receipts so far; that of id `replaces` is dropped with all it left. Raises
    QuarantineError when the rows that arrived are not the rows that were read; nothing is written
    then.
    """
    gone = {replaces, receipt.file_id}
    after = [*(other for other in known if other.file_id not in gone), receipt]
    plan = modes.plan(extract, known, after, receipt.file_id if receipt.is_accepted else None)
    if receipt.is_accepted and receipt.file_id in plan.standing and not plan.is_rebuild:
        above = plan.standing[plan.standing.index(receipt.file_id) + 1 :]
        is_late = reuse.collides(connection, extract, ledger.raw_table(extract), above)
        plan = replace(plan, is_rebuild=is_late)
    ledger.empty_kept(connection)
    ledger.keep_rejects(connection, receipt.file_id)
    anew = None
    if plan.is_rebuild:
        anew = rebuild(connection, extract, settings, after, plan.standing)
    written = _write(connection, extract, settings, known, after, plan, anew, receipt, drift)
    return next(other for other in written if other.file_id == receipt.file_id)


def commit_rebuild(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
) -> list[Receipt]:
    """Rebuild a raw table under its present contract; return the receipts that changed.

    Raises QuarantineError when a file that stands in it no longer loads; nothing changes then.
    """
    plan = modes.Plan(modes.standing(extract, known), (), True)
    ledger.empty_kept(connection)
    anew = rebuild(connection, extract, settings, known, plan.standing)
    written = _write(connection, extract, settings, known, list(known), plan, anew, None, ())
    return [receipt for receipt in written if receipt.file_id in anew.receipts]


def _write(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
    after: list[Receipt],
    plan: modes.Plan,
    anew: Rebuilt | None,
    new: Receipt | None,
    drift: tuple[Drift, ...],
) -> list[Receipt]:
    with warehouse.transaction(connection):
        if anew:
            connection.execute(
                f"create or replace table {ledger.raw_table(extract)} as from temp.{REBUILT}"
            )
            after = [replace(anew.receipts.get(r.file_id, r), shadows=0) for r in after]
            shadows = anew.shadows
        else:
            shadows = _join(connection, extract, plan, new) if new else Counter()
        after = [replace(r, shadows=r.shadows + shadows[r.file_id]) for r in after]
        after = modes.superseded(extract, after)
        for file_id in {other.file_id for other in known} - {other.file_id for other in after}:
            ledger.forget(connection, file_id)
        drifts = (anew.drift if anew else {}) | ({new.file_id: drift} if new else {})
        before = {other.file_id: other for other in known}
        for receipt in after:
            if receipt.file_id in drifts:
                ledger.write_details(connection, receipt, drifts[receipt.file_id])
            if receipt != before.get(receipt.file_id):
                ledger.write_receipt(connection, receipt)
        value_changes.keep(
            connection,
            extract,
            known,
            after,
            at_hand=value_changes.at_hand_of(new.file_id)
            if new and new.is_accepted and not anew
            else None,
            is_rebuild=anew is not None,
        )
        ledger.check(connection, extract)
    return after


def _join(
    connection: duckdb.DuckDBPyConnection, extract: Extract, plan: modes.Plan, receipt: Receipt
) -> Counter[str]:
    """Take the rows of leaving files out and put those of the new file in."""
    table = ledger.raw_table(extract)
    if plan.leaving:
        connection.execute(
            f"delete from {table} where list_contains(?, _file_id)", [list(plan.leaving)]
        )
    if receipt.file_id not in plan.standing or not receipt.is_accepted:
        return Counter()
    above = plan.standing[plan.standing.index(receipt.file_id) + 1 :]
    return modes.insert(connection, extract, table, receipt, above)
