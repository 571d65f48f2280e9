"""The files of `customer360 transactions`: the shop's extracts, and what the folder remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from orchestration import departments
from orchestration.landing.casting import literal
from orchestration.transactions.rows import TransactionsError
from orchestration.warehouse import quoted

_LINES = ".transactions.parquet"
_HELD = "credit_notes_held.csv"


def known(folder: Path) -> Path | None:
    """All lines that the folder was given so far, if any."""
    path = folder / _LINES
    return path if path.exists() else None


def remember(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Keep the table `after` as the folder's lines: last of all, so that a crash loses nothing."""
    _copy(connection, "from after order by all", folder / _LINES, "format parquet")


def write_held(connection: duckdb.DuckDBPyConnection, folder: Path) -> Path | None:
    """List the credit notes of which no order was found; None where there is none."""
    path = folder / _HELD
    path.unlink(missing_ok=True)
    if not connection.execute("from held limit 1").fetchall():
        return None
    query = "select credit, customer, product, moment as credited_at, amount from held order by all"
    _copy(connection, query, path, "format csv, header true")
    return path


def write(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], folder: Path, last: date
) -> tuple[Path, ...]:
    """Write each table's new rows as its contract wants them; a table without any has no file."""
    place = _place(folder, tables, last)
    return tuple(
        path for table in tables if (path := _write(connection, table, folder, place)) is not None
    )


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, folder: Path, place: str
) -> Path | None:
    extract = _extract(table)
    source = table if table == "accounts" else f"{table}_new"
    if not connection.execute(f"from {source} limit 1").fetchall():
        return None
    present = {row[0] for row in connection.execute(f"describe {source}").fetchall()}
    names = ", ".join(
        f"{column.name if column.name in present else 'null'} as {quoted(column.extract_name)}"
        for column in extract.columns
    )
    target = folder / "shop" / extract.pattern.replace("*", place)
    form = f"format csv, header true, delimiter {literal(extract.delimiter)}, "
    form += f"compression {extract.compression or 'none'}"
    if extract.format != "csv":
        raise TransactionsError(f"The contract of {extract.name} asks for {extract.format}.")
    _copy(connection, f"select {names} from {source} order by all", target, form)
    return target


def _place(folder: Path, tables: Sequence[str], last: date) -> str:
    """The last day, as the files are named; another delivery of it ranks behind the first."""
    place, number = str(last), 1
    while any(
        (folder / "shop" / _extract(table).pattern.replace("*", place)).exists() for table in tables
    ):
        number += 1
        place = f"{last}T{number:04}"
    return place


def _extract(table: str) -> departments.Extract:
    return next(e for e in departments.extracts() if e.name == f"raw_shop.{table}")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, form: str) -> None:
    """Write beside, then put in place: a file that is there is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.partial")
    try:
        connection.execute(f"copy ({query}) to {literal(str(draft))} ({form})")
    except duckdb.IOException as error:
        raise TransactionsError(f"{path.parent} cannot be written.") from error
    draft.replace(path)
