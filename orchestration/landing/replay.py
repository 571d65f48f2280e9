"""Second chances: what was rejected or quarantined, and landing it again after a fix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import duckdb

from orchestration.company.departments import Extract, sound_extracts
from orchestration.landing import archive, ledger, value_changes
from orchestration.landing.commit import commit, commit_rebuild
from orchestration.landing.load import load
from orchestration.landing.receipts import PARTLY_LOADED, QUARANTINED, Receipt
from orchestration.landing.staged import clear
from orchestration.settings import Settings


@dataclass(frozen=True)
class Reject:
    """One record or value that did not load, with its bytes: personal, so never log it."""

    file_id: str
    department: str
    table_name: str
    file_name: str
    line: int
    column_name: str | None
    kind: str
    reason: str
    raw_bytes: bytes


def rejects_of(
    connection: duckdb.DuckDBPyConnection, extract: Extract | None = None, limit: int = 100
) -> list[Reject]:
    """Rejects of files that still stand, by file and line; of one extract, or of all."""
    rows = connection.execute(
        "select rejects.* from landing.rejects as rejects "
        "inner join landing.receipts as receipts using (file_id) "
        "where receipts.superseded_by is null "
        "and (cast($department as varchar) is null or rejects.department = $department) "
        "and (cast($table as varchar) is null or rejects.table_name = $table) "
        "order by all limit $limit",
        {
            "department": extract.department if extract else None,
            "table": extract.table if extract else None,
            "limit": limit,
        },
    ).fetchall()
    return [Reject(*row) for row in rows]


def replay(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    extract: Extract | None = None,
    *,
    run_id: str | None = None,
    on_file: Callable[[Receipt], None] | None = None,
) -> tuple[Receipt, ...]:
    """Land from the archive again what was quarantined or partly loaded, by today's contract.

    For one extract, or for all. Returns the receipts that say something else than before. Raises
    QuarantineError when a file that stands in a raw table no longer loads, FileNotFoundError when
    the archive has lost one.
    """
    connection.execute("set TimeZone = 'UTC'")
    ledger.prepare(connection)
    changed = []
    for one in [extract] if extract else sound_extracts():
        known = ledger.receipts(connection, one)
        if any(r.status == PARTLY_LOADED and r.superseded_by is None for r in known):
            changed += commit_rebuild(connection, one, settings, known)
        for old in known:
            if old.status == QUARANTINED and old.sha256:
                new = _again(connection, one, settings, old, run_id)
                if (new.status, new.reason) != (old.status, old.reason):
                    changed.append(new)
        value_changes.catch_up(connection, one, settings)
    for receipt in changed:
        if on_file:
            on_file(receipt)
    return tuple(changed)


def _again(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    old: Receipt,
    run_id: str | None,
) -> Receipt:
    blank = replace(
        old,
        reason=None,
        records_in=0,
        loaded=0,
        rejected=0,
        suppressed=0,
        run_id=run_id,
        landed_at=datetime.now(UTC).replace(tzinfo=None),
    )
    known = ledger.receipts(connection, extract)
    first = next((r for r in known if r.sha256 == old.sha256 and r.is_accepted), None)
    if first:
        # Another name of this content has been accepted meanwhile.
        repeated = blank.repeated(first, f"The same content as {first.file_name}.")
        clear(connection)
        return commit(connection, extract, settings, known, repeated, replaces=old.file_id)
    archived = archive.fetch(old.sha256, settings.archive)
    return load(connection, extract, settings, known, blank, archived, replaces=old.file_id)
