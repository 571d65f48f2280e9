"""The files of `customer360 transactions`: a department's extracts, and what it remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from orchestration.quoting import literal
from orchestration.transactions.department import Department
from orchestration.transactions.rows import TransactionsError

_ALONE = "credit_notes_without_order.csv"
_FORM = "format csv, header true, compression gzip"


def remember(connection: duckdb.DuckDBPyConnection, department: Department) -> None:
    """Keep the table `after` as the lines: last of all, so that a crash loses nothing."""
    _copy(connection, "from after order by all", department.lines, "format parquet")


def write_alone(connection: duckdb.DuckDBPyConnection, department: Department) -> Path | None:
    """List the credit notes of which no order was found; None where there is none."""
    path = department.memory / _ALONE
    path.unlink(missing_ok=True)
    if not connection.execute("from alone limit 1").fetchall():
        return None
    columns = "credit, customer, product, moment as credited_at, amount"
    query = f"select {columns} from alone order by all"
    _copy(connection, query, path, "format csv, header true")
    return path


def write(
    connection: duckdb.DuckDBPyConnection,
    sources: dict[str, str],
    department: Department,
    last: date,
) -> tuple[Path, ...]:
    """Deliver each table's rows, from the table named beside it; one without any has no file.

    The columns stand as the tables have them, which is as the contract names them.
    """
    place = _place(department.extracts, tuple(sources), last)
    written = []
    for table, source in sources.items():
        if connection.execute(f"from {source} limit 1").fetchall():
            path = department.extracts / f"{table}_{place}.csv.gz"
            _copy(connection, f"from {source} order by all", path, _FORM)
            written.append(path)
    return tuple(written)


def _place(folder: Path, tables: Sequence[str], last: date) -> str:
    """The last day, as the files are named; another delivery of it ranks behind the first."""
    place, number = str(last), 1
    while any((folder / f"{table}_{place}.csv.gz").exists() for table in tables):
        number += 1
        place = f"{last}T{number:04}"
    return place


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, form: str) -> None:
    """Write beside, then put in place: a file that is there is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.partial")
    try:
        connection.execute(f"copy ({query}) to {literal(str(draft))} ({form})")
    except duckdb.IOException as error:
        raise TransactionsError(f"{path.parent} cannot be written.") from error
    draft.replace(path)
