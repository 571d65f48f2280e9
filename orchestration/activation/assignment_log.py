"""The assignment log: a folder of CSV files that only ever grows, one per action and draw.

The nightly run reads it whole, and the mart `action_outcomes` measures what came of it.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from orchestration import private, queries
from orchestration.quoting import literal
from orchestration.settings import Settings

COLUMNS = {
    "action": "varchar",
    "customer_id": "varchar",
    "is_holdout": "boolean",
    "stratum": "varchar",
    "assigned_at": "timestamp",
    "holdout_share": "double",
    "line_of_business": "varchar",
    "purpose": "varchar",
    "channel": "varchar",
    "cost_each": "decimal(18,2)",
}


def load(connection: duckdb.DuckDBPyConnection, settings: Settings, table: str) -> None:
    """Replace `table` by the rows of the whole log; an empty table where there is none yet.

    A customer twice in an action keeps the first row by day.
    """
    kinds = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in COLUMNS.items())
    empty = ", ".join(f"null::{kind} as {name}" for name, kind in COLUMNS.items())
    files = sorted(str(path) for path in settings.assignments.glob("*/*.csv"))
    source = (
        f"read_csv([{', '.join(map(literal, files))}], columns = {{{kinds}}}, header = true, "
        "auto_detect = false, delim = ',', quote = '\"')"
        if files
        else f"(select {empty} where false)"
    )
    connection.execute(
        queries.filled(
            __file__,
            "latest_assignments.sql",
            table=table,
            columns=", ".join(COLUMNS),
            source=source,
        )
    )


def append(
    connection: duckdb.DuckDBPyConnection, settings: Settings, action: str, on: date
) -> None:
    """Add the rows of the table `drawn`, one action's of one day, as a file of their own."""
    folder = private.folder(settings.assignments / action)
    draft = folder / ".partial"
    connection.execute(
        f"copy (select * from drawn order by customer_id) to {literal(str(draft))} "
        "(format csv, header true)"
    )
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()[:12]
    draft.replace(folder / f"{on}-{digest}.csv")


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One assignment at a time; the kernel frees the lock when its holder dies."""
    private.folder(settings.assignments)
    with Path(settings.assignments / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
