"""The way of one file: archived under its hash, read against its contract, committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import (
    archive,
    arriving,
    attaching,
    attachments,
    bounds,
    content,
    guard,
    ledger,
    modes,
    reuse,
    unmatched,
    value_changes,
)
from orchestration.landing import delivered as journaled
from orchestration.landing.archive import Archived
from orchestration.landing.blank import blank_receipt, no_file
from orchestration.landing.commit import commit, commit_rebuild
from orchestration.landing.delivery import Delivery
from orchestration.landing.receipts import QuarantineError, Receipt
from orchestration.landing.staged import Staged, clear
from orchestration.settings import Settings

LOST = "The archived bytes are gone or have changed; see customer360 verify."
MENDED = "The archived bytes had changed and were put back from the delivery."


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
    raw table is first read anew from the archive; deliveries that the journal knows and this build
    does not are landed from there. Raises OSError when archive or disk fail,
    SourceError when a bucket or database cannot be read, QuarantineError when a file landed earlier
    no longer fits the changed contract.
    """
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(ledger.TABLES)
    if guarded := guard.standing(settings):
        guarded.begin(connection, settings)
    if extract.origin.is_attached:
        attached = attaching.attach(connection, extract, settings, run_id)
        if on_file:
            on_file(attached)
        return (attached,)
    was_attached = attachments.begin_leaving(connection, extract)
    is_other = ledger.prepare_raw(connection, extract) or was_attached
    if is_other or reuse.parts_to_refuse(connection, extract, ledger.raw_table(extract)):
        commit_rebuild(connection, extract, settings, ledger.receipts(connection, extract))
        attachments.end_leaving(connection, extract)
    value_changes.catch_up(connection, extract, settings)
    written = _restored(extract, connection, settings)
    delivered = arriving.deliveries(extract, settings)
    nothing_ever_came = not delivered and not ledger.receipts(connection, extract)
    if nothing_ever_came and (reason := unmatched.reason(extract, settings)):
        return (no_file(extract, reason, run_id),)
    for receipt in written:
        if on_file:
            on_file(receipt)
    try:
        for delivery in delivered:
            known = ledger.receipts(connection, extract)
            if arriving.is_landed(delivery, known):
                continue
            with arriving.fetched(delivery, settings):
                landed = _land(extract, connection, settings, known, delivery, run_id)
            if landed:
                written.append(landed)
                if on_file:
                    on_file(landed)
    finally:
        journaled.write_down(connection, extract, settings)
        if extract.origin.source == "folder":
            _give_back(settings, delivered)
    clear(connection)
    arriving.remember(extract, settings, delivered)
    return tuple(written)


def _give_back(settings: Settings, delivered: Sequence[Delivery]) -> None:
    """Where a delivery held an erased person, its redacted successor lies there now."""
    if guarded := guard.standing(settings):
        guarded.give_back(settings, [one.path for one in delivered])


def load(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
    blank: Receipt,
    archived: Archived,
    replaces: str | None = None,
    *,
    is_mended: bool = False,
) -> Receipt:
    """Read and commit one archived file; `blank` is its receipt before anything is known.

    The receipt of id `replaces` gives way to the new one. `is_mended`: the archive's copy was not.
    """
    ledger.prepare_raw(connection, extract)
    lower = modes.below(extract, known, blank)

    def refuse(staged: Staged) -> None:
        target = ledger.raw_table(extract)
        reuse.refuse(connection, extract, staged, target, lower, blank.file_name)

    try:
        held = content.read(connection, extract, archived, settings, refuse)
        receipt = held.fill(blank)
        if is_mended:
            receipt = replace(receipt, reason=f"{MENDED} {receipt.reason or ''}".rstrip())
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
        problem = unreadable(delivery, settings)
    except OSError as error:
        problem = f"The file cannot be opened: {error.strerror}."
    if problem:
        nothing = Archived("", 0, delivery.path)
        unread = blank_receipt(extract, known, delivery, nothing, run_id).refused(problem)
        return _once(connection, extract, settings, known, unread)
    archived = archive.keep(delivery.path, settings.archive)
    blank = blank_receipt(extract, known, delivery, archived, run_id)
    if delivery.name != delivery.path.name:
        return _once(connection, extract, settings, known, blank.refused(ledger.NO_NAME))
    return _archived(extract, connection, settings, known, blank, archived, delivery.path)


def _archived(
    extract: Extract,
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    known: Sequence[Receipt],
    blank: Receipt,
    archived: Archived,
    source: Path | None = None,
    *,
    is_mended: bool = False,
) -> Receipt | None:
    """Land what is in the archive; its bytes are put back from `source` where they changed."""
    same = [receipt for receipt in known if receipt.sha256 == archived.sha256]
    first = next((receipt for receipt in same if receipt.is_accepted), None)
    if first is None:
        is_known = any(receipt.file_name == blank.file_name for receipt in same)
        if is_known:
            return None
        if source is not None:
            is_mended = archive.mend(source, archived, settings.archive)
        return load(connection, extract, settings, known, blank, archived, is_mended=is_mended)
    version = modes.current(known).get(blank.file_name)
    if version and version.sha256 == blank.sha256:
        return None
    is_again = any(modes.counts(r) and r.file_name == blank.file_name for r in same)
    reason = modes.AGAIN if is_again else f"The same content as {first.file_name}."
    return _once(connection, extract, settings, known, blank.repeated(first, reason))


def _restored(
    extract: Extract, connection: duckdb.DuckDBPyConnection, settings: Settings
) -> list[Receipt]:
    """Land, in their order, the deliveries that the journal knows and this build does not."""
    written = []
    folder = settings.extracts / extract.department
    before = ledger.receipts(connection, extract)
    for blank, refused in journaled.unknown(extract, settings, before):
        known = ledger.receipts(connection, extract)
        clear(connection)
        if refused is not None:
            receipt = _once(connection, extract, settings, known, blank.refused(refused))
        else:
            try:
                archived, is_mended = _fetched(blank, folder, settings)
            except (OSError, ValueError):
                receipt = _once(connection, extract, settings, known, blank.refused(LOST))
            else:
                receipt = _archived(
                    extract, connection, settings, known, blank, archived, is_mended=is_mended
                )
        written += [receipt] if receipt else []
    return written


def _fetched(blank: Receipt, folder: Path, settings: Settings) -> tuple[Archived, bool]:
    """Content from the archive; where it is damaged, put back from the file in the folder first.

    Says also whether it had to be.

    Raises FileNotFoundError or ValueError where neither holds it.
    """
    try:
        return archive.fetch(blank.sha256, settings.archive), False
    except (OSError, ValueError):
        if not archive.put_back(folder / blank.file_name, blank.sha256, settings.archive):
            raise
        return archive.fetch(blank.sha256, settings.archive), True


def unreadable(delivery: Delivery, settings: Settings) -> str | None:
    """Why a delivery is not even copied, as a sentence; None where it can be.

    Raises OSError where it cannot be opened.
    """
    path, folder = delivery.path, settings.extracts / delivery.extract.department
    is_ours = delivery.extract.origin.source != "folder" or settings.follow_links
    if not is_ours and path.exists() and bounds.leads_out(path, folder):
        return "The file is a link out of the department's folder."
    if not path.is_file() and path.exists():
        raise OSError(0, "it is a pipe or a device")
    path.open("rb").close()
    return "The file is empty: it holds zeros alone." if bounds.is_hole(path) else None


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
