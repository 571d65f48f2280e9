"""Files that no contract asks for: a misspelt name must not make a delivery vanish."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import duckdb

from orchestration.departments import Department, Extract
from orchestration.landing import archive, ledger
from orchestration.landing.delivery import look
from orchestration.landing.fate import Receipt
from orchestration.landing.load import blank_receipt
from orchestration.settings import Settings

REASON = "No contract asks for a file of this name."


def refuse_unclaimed(
    department: Department,
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    *,
    run_id: str | None = None,
) -> tuple[Receipt, ...]:
    """Archive and quarantine what lies in a department's folder under a name no contract knows.

    The receipts have an empty `table_name`, and go once a contract asks for the name. Returns the
    new ones.
    """
    connection.execute(ledger.TABLES)
    stray = _stray(department)
    known = ledger.receipts(connection, stray)
    for receipt in known:
        if _is_claimed(department, receipt.file_name):
            ledger.forget(connection, receipt.file_id)
    written = []
    for path in _unclaimed(department, settings.extracts / department.name):
        archived = archive.keep(path, settings.archive)
        receipt = blank_receipt(stray, known, look(stray, path), archived, run_id).refused(REASON)
        if receipt.file_id not in {other.file_id for other in known}:
            ledger.write_receipt(connection, receipt)
            written.append(receipt)
    return tuple(written)


def _unclaimed(department: Department, folder: Path) -> list[Path]:
    """Files at any depth of the folder that no extract takes, hidden ones aside."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not (path.parent == folder and _is_claimed(department, path.name))
    )


def _is_claimed(department: Department, name: str) -> bool:
    return any(fnmatchcase(name, extract.pattern) for extract in department.extracts)


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
