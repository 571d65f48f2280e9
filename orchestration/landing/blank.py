"""The receipt of a delivery before anything is known of its content."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from orchestration.company.departments import Extract
from orchestration.landing.archive import Archived
from orchestration.landing.delivery import Delivery
from orchestration.landing.receipts import MISSING, QUARANTINED, WAITING, Receipt


def blank_receipt(
    extract: Extract,
    last: int,
    delivery: Delivery,
    archived: Archived,
    run_id: str | None,
) -> Receipt:
    """The receipt of a delivery before anything is known of its content.

    `last` is the highest sequence of the extract's receipts so far.
    """
    return Receipt(
        file_id="",
        department=extract.department,
        table_name=extract.table,
        file_name=delivery.name,
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
        sequence=last + 1,
    )


def no_file(extract: Extract, reason: str, run_id: str | None) -> Receipt:
    """The receipt that stands for files of an extract that never came under its pattern."""
    now = datetime.now(UTC).replace(tzinfo=None)
    path = Path(extract.pattern)
    nothing = Archived("", 0, path)
    blank = blank_receipt(extract, 0, Delivery(extract, path, 0, now), nothing, run_id)
    return replace(blank.identified(MISSING), status=MISSING, reason=reason)


def waits(delivery: Delivery, reason: str, run_id: str | None) -> Receipt:
    """The receipt of a file that is left for the next run."""
    nothing = Archived("", 0, delivery.path)
    blank = blank_receipt(delivery.extract, -1, delivery, nothing, run_id)
    return replace(blank.identified(WAITING), status=WAITING, reason=reason)
