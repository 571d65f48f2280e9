"""One transaction per file: rows, rejects, drift and receipt are written together or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from orchestration.departments import Extract
from orchestration.landing import archive, content, ledger, modes
from orchestration.landing.fate import Drift, QuarantineError, Receipt
from orchestration.landing.staged import TYPED
from orchestration.settings import Settings

REBUILT = "temp.landing_rebuilt"


def commit(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
    receipt: Receipt,
    drift: tuple[Drift, ...] = (),
    *,
    has_rejects: bool = False,
) -> Receipt:
    """Write one file's receipt, with its records where it is accepted, and return it.

    An earlier receipt of the same `file_id` is replaced along with its records. Raises
    QuarantineError when the rows that arrived are not the rows that were read; nothing is written
    then.
    """
    after = [other for other in known if other.file_id != receipt.file_id] + [receipt]
    new = receipt.file_id if receipt.is_accepted else None
    plan = modes.plan(extract, known, after, new)
    shadows: Counter[str] = Counter()
    if plan.is_rebuild:
        shadows = _rebuild(connection, extract, settings, after, plan.standing)
        after = [replace(other, shadows=0) for other in after]
        if new:
            _read(connection, extract, settings, receipt)
    connection.execute("begin")
    try:
        ledger.write_rejects(connection, receipt, has_rejects)
        ledger.write_drift(connection, receipt, drift)
        if plan.is_rebuild:
            connection.execute(f"delete from {ledger.raw_table(extract)}")
            connection.execute(f"insert into {ledger.raw_table(extract)} by name from {REBUILT}")
        else:
            shadows = _join(connection, extract, plan, receipt)
        after = [replace(r, shadows=r.shadows + shadows[r.file_id]) for r in after]
        after = modes.superseded(extract, after)
        for other in after:
            if other not in known:
                ledger.write_receipt(connection, other)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return next(other for other in after if other.file_id == receipt.file_id)


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


def _rebuild(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    receipts: Sequence[Receipt],
    standing: Sequence[str],
) -> Counter[str]:
    """Make the raw table anew beside the old one, from the archive, lowest rank first."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in ledger.raw_columns(extract))
    connection.execute(f"create or replace temp table landing_rebuilt ({columns})")
    by_id = {receipt.file_id: receipt for receipt in receipts}
    shadows: Counter[str] = Counter()
    for file_id in standing:
        _read(connection, extract, settings, by_id[file_id])
        shadows += modes.insert(connection, extract, REBUILT, by_id[file_id], ())
    return shadows


def _read(
    connection: duckdb.DuckDBPyConnection, extract: Extract, settings: Settings, receipt: Receipt
) -> None:
    """Read a file of the archive again. Raises QuarantineError when it no longer reads alike."""
    held = content.read(
        connection, extract, archive.fetch(receipt.sha256, settings.archive), settings
    )
    [(loaded,)] = connection.execute(f"select count(*) from temp.{TYPED}").fetchall()
    if (held.records, loaded) != (receipt.records_in, receipt.loaded):
        raise QuarantineError(
            f"{receipt.file_name} reads otherwise than when it was landed: the contract has "
            "changed, replay it first."
        )
