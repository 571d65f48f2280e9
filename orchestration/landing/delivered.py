"""Deliveries in the journal: written once they have landed, and landed again where a build is lost.

What the archive holds has neither name nor order; the journal has both. So a build that does not
know a delivery, because it is new or was put back from a backup, reads it from the archive before
it looks at what lies in the extracts folder.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import duckdb

from orchestration import journal
from orchestration.company.departments import Extract
from orchestration.landing import ledger
from orchestration.landing.receipts import ATTACHED, QUARANTINED, Receipt
from orchestration.settings import Settings

NAME = "deliveries"
_FIELDS = (
    "department",
    "table_name",
    "file_name",
    "sha256",
    "size",
    "delivered_on",
    "modified_at",
    "landed_at",
    "run_id",
    "sequence",
)
# Order, name and content tell a delivery from every other of its extract.
Key = tuple[int, str, str]
_read: dict[tuple[str, journal.Position], dict[tuple[str, str], dict[Key, dict[str, Any]]]] = {}


def unknown(
    extract: Extract, settings: Settings, known: Sequence[Receipt]
) -> Iterator[tuple[Receipt, str | None]]:
    """The deliveries that this build has no receipt of, in their order.

    Each is a receipt as it was before anything was known of the content, and why it was refused
    before its content was looked at, if so. Raises JournalError where the journal is damaged.
    """
    has = set(map(_key, known))
    for key, event in sorted(_journaled(extract, settings).items()):
        if key not in has:
            yield _receipt(event), event["refused"]


def write_down(connection: duckdb.DuckDBPyConnection, extract: Extract, settings: Settings) -> None:
    """Journal the receipts of an extract that are not in the journal yet.

    Raises OSError when the disk is full; the next landing writes them then.
    """
    done = _journaled(extract, settings)
    events = [
        {"event": "delivered", **_values(receipt), "refused": _refused(receipt)}
        for receipt in ledger.receipts(connection, extract)
        if receipt.status != ATTACHED and _key(receipt) not in done
    ]
    journal.of(settings, NAME).append(events)


def _journaled(extract: Extract, settings: Settings) -> dict[Key, dict[str, Any]]:
    """The events of one extract; the journal is read once while it is the same."""
    written = journal.of(settings, NAME)
    state = str(written.path), written.end()
    if state not in _read:
        found: dict[tuple[str, str], dict[Key, dict[str, Any]]] = {}
        for event in written.events():
            of = event["department"], event["table_name"]
            key = event["sequence"], event["file_name"], event["sha256"]
            found.setdefault(of, {})[key] = event
        _read.clear()
        _read[state] = found
    return _read[state].get((extract.department, extract.table), {})


def _key(receipt: Receipt) -> Key:
    return receipt.sequence, receipt.file_name, receipt.sha256


def _values(receipt: Receipt) -> dict[str, Any]:
    values = {name: getattr(receipt, name) for name in _FIELDS}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _receipt(event: dict[str, Any]) -> Receipt:
    values = {name: event[name] for name in _FIELDS}
    blank = {field.name: 0 for field in dataclasses.fields(Receipt) if field.type == "int"}
    return Receipt(
        **(
            blank
            | values
            | {
                "file_id": "",
                "status": QUARANTINED,
                "reason": None,
                "delivered_on": date.fromisoformat(event["delivered_on"]),
                "modified_at": datetime.fromisoformat(event["modified_at"]),
                "landed_at": datetime.fromisoformat(event["landed_at"]),
            }
        )
    )


def _refused(receipt: Receipt) -> str | None:
    """Why a file was refused by its name or before it was copied; its content says nothing then."""
    is_unread = not receipt.sha256 or not receipt.table_name or receipt.reason == ledger.NO_NAME
    return receipt.reason if receipt.status == QUARANTINED and is_unread else None
