"""Files that no contract asks for: a misspelt name must not make a delivery vanish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import duckdb

from orchestration.company.departments import Department, Extract
from orchestration.landing import archive, arriving, delivered, ledger
from orchestration.landing.archive import Archived
from orchestration.landing.blank import blank_receipt
from orchestration.landing.delivery import Delivery, is_control, look
from orchestration.landing.known import known as what_is_known
from orchestration.landing.load import unreadable
from orchestration.landing.receipts import Receipt
from orchestration.settings import Settings

REASON = "No contract asks for a file of this name."


def refuse_unclaimed(
    department: Department,
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    *,
    run_id: str | None = None,
) -> tuple[Receipt, ...]:
    """Archive and quarantine what lies in a department's folder or bucket under an unknown name.

    The receipts have an empty `table_name`, and go once a contract asks for the name. Returns the
    new ones.
    """
    connection.execute(ledger.TABLES)
    stray = _stray(department)
    known = ledger.receipts(connection, stray)
    for receipt in known:
        if _is_claimed(department, receipt.file_name):
            ledger.forget(connection, receipt.file_id)
    for blank, refused in delivered.unknown(stray, settings, known):
        if not _is_claimed(department, blank.file_name):
            ledger.write_receipt(connection, blank.refused(refused or REASON))
    has = what_is_known(connection, stray)
    written: list[Receipt] = []
    for delivery in _unclaimed(department, stray, settings):
        if arriving.is_landed(delivery, has.by_name.get(delivery.name, ())):
            continue
        with arriving.fetched(delivery, settings):
            archived, reason = _kept(delivery, settings)
        receipt = blank_receipt(stray, has.last + len(written), delivery, archived, run_id).refused(
            reason
        )
        if receipt.file_id not in has.file_ids:
            ledger.write_receipt(connection, receipt)
            written.append(receipt)
    delivered.write_down(connection, stray, settings)
    return tuple(written)


def _kept(delivery: Delivery, settings: Settings) -> tuple[Archived, str]:
    """A stray file in the archive and why it is refused; what cannot be copied is not."""
    try:
        problem = unreadable(delivery, settings)
        if problem is None:
            return archive.keep(delivery.path, settings.archive), REASON
    except OSError as error:
        problem = f"The file cannot be opened: {error.strerror}."
    return Archived("", 0, delivery.path), f"{REASON} {problem}"


def _unclaimed(department: Department, stray: Extract, settings: Settings) -> Iterator[Delivery]:
    """What no extract takes: of the department's folder at any depth, of its buckets on top."""
    for path in _files(department, settings.extracts / department.name):
        yield look(stray, path)
    buckets = {e.origin.location: e.origin for e in department.extracts if e.origin.source == "s3"}
    for origin in buckets.values():
        for delivery in arriving.deliveries(replace(stray, origin=origin), settings):
            if not _is_claimed(department, delivery.path.name):
                yield delivery


def _files(department: Department, folder: Path) -> list[Path]:
    """Files at any depth of the folder that no extract takes, hidden ones aside."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not (path.parent == folder and _is_claimed(department, path.name))
    )


def _is_claimed(department: Department, name: str) -> bool:
    return any(
        fnmatchcase(name, extract.pattern) or is_control(name, extract)
        for extract in department.extracts
    )


def _stray(department: Department) -> Extract:
    """The extract that stands for everything a department's contract does not know."""
    return Extract(
        department=department.name,
        table="",
        description="Files no contract asks for.",
        owner=department.owner,
        pattern="*",
        format="csv",
        key=(),
        load="append",
        columns=(),
    )
