"""The way of one file: archived under its hash, read against its contract, committed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import duckdb

from orchestration.departments import Extract
from orchestration.landing import archive, content, ledger, modes
from orchestration.landing import delivery as folder
from orchestration.landing.archive import Archived
from orchestration.landing.commit import commit
from orchestration.landing.content import Content
from orchestration.landing.delivery import Delivery
from orchestration.landing.fate import (
    DUPLICATE,
    LOADED,
    PARTLY_LOADED,
    QUARANTINED,
    QuarantineError,
    Receipt,
)
from orchestration.settings import Settings


def land(
    extract: Extract,
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    *,
    run_id: str | None = None,
    on_file: Callable[[Receipt], None] | None = None,
) -> tuple[Receipt, ...]:
    """Land every new file of one extract, oldest first, and return a receipt for each.

    Files that lie in the folder as they did when they were landed get no new receipt. `on_file`
    hears of each receipt as soon as it is written. Raises OSError when archive or disk fail.
    """
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(ledger.TABLES)
    ledger.prepare_raw(connection, extract)
    delivered = folder.deliveries(extract, settings)
    written = []
    for delivery in delivered:
        known = ledger.receipts(connection, extract)
        receipt = _land(extract, connection, settings, known, delivery, run_id)
        if receipt:
            written.append(receipt)
            if on_file:
                on_file(receipt)
    folder.remember(extract, settings, delivered)
    return tuple(written)


def load(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
    blank: Receipt,
    archived: Archived,
) -> Receipt:
    """Read and commit one archived file; `blank` is its receipt before anything is known."""
    try:
        held = content.read(connection, extract, archived, settings)
        receipt = _filled(extract, blank, held)
        return commit(connection, extract, settings, known, receipt, held.drift, has_rejects=True)
    except QuarantineError as error:
        refused = replace(_refused(extract, blank), reason=str(error))
        return commit(connection, extract, settings, known, refused, error.drift)


def _land(
    extract: Extract,
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    known: Sequence[Receipt],
    delivery: Delivery,
    run_id: str | None,
) -> Receipt | None:
    """Land one delivery, or return None when its receipt is written already."""
    try:
        delivery.path.open("rb").close()
    except OSError as error:
        blank = _blank(extract, known, delivery, Archived("", 0, delivery.path), run_id)
        unread = replace(
            _refused(extract, blank), reason=f"The file cannot be opened: {error.strerror}."
        )
        is_known = any(receipt.file_id == unread.file_id for receipt in known)
        return None if is_known else commit(connection, extract, settings, known, unread)
    archived = archive.keep(delivery.path, settings.archive)
    blank = _blank(extract, known, delivery, archived, run_id)
    same = [receipt for receipt in known if receipt.sha256 == archived.sha256]
    first = next((receipt for receipt in same if receipt.is_accepted), None)
    if first is None:
        is_known = any(receipt.file_name == blank.file_name for receipt in same)
        if is_known:
            return None
        return load(connection, extract, settings, known, blank, archived)
    version = modes.current(known).get(blank.file_name)
    if version and version.sha256 == blank.sha256:
        return None
    is_again = any(modes.counts(r) and r.file_name == blank.file_name for r in same)
    reason = modes.AGAIN if is_again else f"The same content as {first.file_name}."
    duplicate = replace(
        blank,
        file_id=_file_id(extract, blank.sha256, blank.file_name, reason),
        status=DUPLICATE,
        reason=reason,
        duplicate_of=first.file_id,
    )
    if any(receipt.file_id == duplicate.file_id for receipt in known):
        return None
    return commit(connection, extract, settings, known, duplicate)


def _blank(
    extract: Extract,
    known: Sequence[Receipt],
    delivery: Delivery,
    archived: Archived,
    run_id: str | None,
) -> Receipt:
    name = delivery.path.name
    return Receipt(
        # Accepted content has one id whatever its name, so that the raw rows do not depend on
        # which of two names came first.
        file_id=_file_id(extract, archived.sha256),
        department=extract.department,
        table_name=extract.table,
        file_name=name,
        sha256=archived.sha256,
        size=archived.size,
        status=QUARANTINED,
        reason=None,
        records_in=0,
        loaded=0,
        rejected=0,
        suppressed=0,
        delivered_on=delivery.delivered_on,
        modified_at=delivery.modified_at,
        landed_at=datetime.now(UTC).replace(tzinfo=None),
        run_id=run_id,
        sequence=max((receipt.sequence for receipt in known), default=0) + 1,
    )


def _filled(extract: Extract, blank: Receipt, held: Content) -> Receipt:
    """The receipt of a file that was read: its counts, its fate and why."""
    said = []
    status = LOADED
    if not held.records:
        said.append("A header and no record.")
    if held.rejected:
        status = PARTLY_LOADED if held.loaded + held.suppressed else QUARANTINED
        said.append(f"{held.rejected} of {held.records} records rejected, mostly: {held.worst}")
    if held.nulled:
        said.append(f"{held.nulled} values did not fit their type and are null.")
    if held.suppressed:
        said.append(f"{held.suppressed} records of erased people left out.")
    return replace(
        _refused(extract, blank) if status == QUARANTINED else blank,
        status=status,
        reason=" ".join(said) or None,
        records_in=held.records,
        loaded=held.loaded,
        rejected=held.rejected,
        suppressed=held.suppressed,
    )


def _refused(extract: Extract, blank: Receipt) -> Receipt:
    """The receipt of a file that is not accepted: its id is of content and name."""
    return replace(
        blank,
        file_id=_file_id(extract, blank.sha256, blank.file_name),
        status=QUARANTINED,
    )


def _file_id(extract: Extract, *parts: str) -> str:
    return hashlib.sha256("\0".join((extract.name, *parts)).encode()).hexdigest()[:16]
