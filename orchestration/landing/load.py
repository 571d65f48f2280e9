"""The way of one file: archived under its hash, read against its contract, committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.departments import Extract
from orchestration.landing import (
    archive,
    arriving,
    attaching,
    attachments,
    content,
    ledger,
    modes,
    unmatched,
)
from orchestration.landing.archive import Archived
from orchestration.landing.commit import commit, commit_rebuild
from orchestration.landing.delivery import Delivery
from orchestration.landing.fate import MISSING, QUARANTINED, QuarantineError, Receipt
from orchestration.landing.staged import clear
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

    Files that lie in the folder as they did when they were landed get no new receipt. Where no
    file has ever matched, one receipt says so, `missing`, and is not written down. `on_file`
    hears of each receipt as soon as it is written. Where the contract's columns have changed, the
    raw table is first read anew from the archive. Raises OSError when archive or disk fail,
    SourceError when a bucket or database cannot be read, QuarantineError when a file landed earlier
    no longer fits the changed contract.
    """
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(ledger.TABLES)
    if extract.origin.is_attached:
        attached = attaching.attach(connection, extract, run_id)
        if on_file:
            on_file(attached)
        return (attached,)
    was_attached = attachments.begin_leaving(connection, extract)
    if ledger.prepare_raw(connection, extract) or was_attached:
        commit_rebuild(connection, extract, settings, ledger.receipts(connection, extract))
        attachments.end_leaving(connection, extract)
    delivered = arriving.deliveries(extract, settings)
    nothing_ever_came = not delivered and not ledger.receipts(connection, extract)
    if nothing_ever_came and (reason := unmatched.reason(extract, settings)):
        return (_missing(extract, reason, run_id),)
    written = []
    for delivery in delivered:
        known = ledger.receipts(connection, extract)
        if arriving.is_landed(delivery, known):
            continue
        with arriving.fetched(delivery, settings):
            receipt = _land(extract, connection, settings, known, delivery, run_id)
        if receipt:
            written.append(receipt)
            if on_file:
                on_file(receipt)
    clear(connection)
    arriving.remember(extract, settings, delivered)
    return tuple(written)


def load(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
    blank: Receipt,
    archived: Archived,
    replaces: str | None = None,
) -> Receipt:
    """Read and commit one archived file; `blank` is its receipt before anything is known.

    The receipt of id `replaces` gives way to the new one.
    """
    try:
        held = content.read(connection, extract, archived, settings)
        receipt = held.fill(blank)
        drift = held.drift
        return commit(connection, extract, settings, known, receipt, drift, replaces=replaces)
    except QuarantineError as error:
        clear(connection)
        refused = blank.refused(str(error))
        drift = error.drift
        return commit(connection, extract, settings, known, refused, drift, replaces=replaces)


def _land(
    extract: Extract,
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    known: Sequence[Receipt],
    delivery: Delivery,
    run_id: str | None,
) -> Receipt | None:
    """Land one delivery, or return None when its receipt is written already."""
    clear(connection)
    try:
        if not delivery.path.is_file() and delivery.path.exists():
            raise OSError(0, "it is a pipe or a device")
        delivery.path.open("rb").close()
    except OSError as error:
        nothing = Archived("", 0, delivery.path)
        blank = blank_receipt(extract, known, delivery, nothing, run_id)
        unread = blank.refused(f"The file cannot be opened: {error.strerror}.")
        return _once(connection, extract, settings, known, unread)
    archived = archive.keep(delivery.path, settings.archive)
    blank = blank_receipt(extract, known, delivery, archived, run_id)
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
    return _once(connection, extract, settings, known, blank.repeated(first, reason))


def _missing(extract: Extract, reason: str, run_id: str | None) -> Receipt:
    now = datetime.now(UTC).replace(tzinfo=None)
    path = Path(extract.pattern)
    blank = blank_receipt(
        extract, (), Delivery(extract, path, 0, now), Archived("", 0, path), run_id
    )
    return replace(blank.identified(MISSING), status=MISSING, reason=reason)


def _once(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
    receipt: Receipt,
) -> Receipt | None:
    """Write a receipt that brings no rows, unless it is written already."""
    if any(receipt.file_id == other.file_id for other in known):
        return None
    return commit(connection, extract, settings, known, receipt)


def blank_receipt(
    extract: Extract,
    known: Sequence[Receipt],
    delivery: Delivery,
    archived: Archived,
    run_id: str | None,
) -> Receipt:
    """The receipt of a delivery before anything is known of its content."""
    return Receipt(
        file_id="",
        department=extract.department,
        table_name=extract.table,
        file_name=delivery.path.name,
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
