"""A plain list of transactions as a department of its own: who bought, when, for how much.

Where a company has nothing but that, one command writes the company's folder, the department's
contract and models in it, and its extracts. Given day by day into one folder, the lists give the
same as given at once: the folder keeps the lines, everything is reckoned anew from all of them, and
what has come or changed is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration import at_rest, queries
from orchestration.quoting import literal
from orchestration.transactions import extracts
from orchestration.transactions.department import Department
from orchestration.transactions.rows import Columns, TransactionsError, read

__all__ = ["Columns", "Department", "TransactionsError", "Written", "write"]

_STEPS = (
    "orders", "by_number", "remaining", "pile_by_product", "by_pile", "pile_by_customer", "by_pile",
    "refunds", "tables",
)  # fmt: skip
_SQL = tuple(Path(__file__).with_name(f"{name}.sql") for name in _STEPS)
# What lands by key; of customers every extract is all there are.
APPENDED = {
    "orders": ("order_number",),
    "order_lines": ("order_number", "line_number"),
    "credit_notes": ("refund_id",),
}
# How a row whose key is no longer there is taken back: nothing is deleted from what has landed.
_EMPTIED = {
    "orders": "'cancelled' as status, 0 as amount",
    "order_lines": "0 as unit_price, 0 as unit_cost",
    "credit_notes": "0 as refund",
}


@dataclass(frozen=True)
class Written:
    """What came of the rows, amounts as they were written.

    The first five are of the files given now, the others of all that the folder was ever given.
    `gross` is of the orders, before credit notes. `nothing_paid` orders came to nothing, and stay
    out. `replaced` lines had been given before. Numbers `reused` stood for several orders.
    """

    rows: int
    without_customer: int
    without_customer_amount: Decimal
    without_date_or_amount: int
    replaced: int
    customers: int
    orders: int
    gross: Decimal
    credit_notes: int
    matched: int
    matched_amount: Decimal
    alone: int
    alone_amount: Decimal
    nothing_paid: int
    reused: int
    alone_list: Path | None
    files: tuple[Path, ...]
    notes: tuple[str, ...]


def write(
    given: Path | Sequence[Path],
    columns: Columns,
    department: Department,
    progress: Callable[[str], None] = lambda _: None,
    *,
    date_format: str | None = None,
    credit_prefix: str | None = None,
) -> Written:
    """Deliver customers, orders, credit notes and, with a cost, order lines to a department.

    `given` is a file, a folder or a pattern, in any format of `orchestration.tabular`. A document
    of less than nothing is a credit note: it is taken off earlier orders of the same customer,
    those of its product first, and stands by itself, below nothing, where there are none. Rows
    without a customer belong to nobody and are left out. The company and the department are made
    where they are missing, once the list has been read. The same files give the same bytes. Raises
    TransactionsError where a column is unknown, a date unreadable or of two readings, or an amount
    no number.
    """
    department.check()
    paths = [given] if isinstance(given, Path) else list(given)
    progress("Reading")
    lines, notes = read(paths, columns, date_format, credit_prefix)
    with at_rest.connect() as connection:
        connection.register("read", lines)
        replaced = _take(connection, department.lines)
        counts = connection.execute(_COUNTS).fetchall()[0]
        progress("Matching")
        wanted = [t for t in APPENDED if columns.cost or t != "order_lines"]
        _tell(connection, "before", wanted)
        _tell(connection, "after", wanted)
        last = connection.execute("select max(ordered_at)::date from lines").fetchall()[0][0]
        if not connection.execute("from customers limit 1").fetchall() or not isinstance(
            last, date
        ):
            raise TransactionsError("No row has a customer, a date and an amount above nothing.")
        progress("Writing")
        for table in wanted:
            connection.execute(_changed(table))
        department.make()
        sources = {"customers": "customers"} | {table: f"{table}_new" for table in wanted}
        files = extracts.write(connection, sources, department, last)
        alone = extracts.write_alone(connection, department)
        extracts.remember(connection, department)
        totals = connection.execute(_TOTALS).fetchall()[0]
    return Written(*(*counts, replaced, *totals, alone, files, notes))


def _take(connection: duckdb.DuckDBPyConnection, known: Path) -> int:
    """Tables `before` and `after` of all lines; a line of a known order and moment replaces it."""
    source = f"read_parquet({literal(str(known))})" if known.exists() else "read limit 0"
    whole = "customer is not null and ordered_at is not null and amount is not null"
    connection.execute(queries.filled(__file__, "differences.sql", source=source, whole=whole))
    return int(connection.execute("select count(*) from again").fetchall()[0][0])


def _tell(connection: duckdb.DuckDBPyConnection, lines: str, tables: Sequence[str]) -> None:
    """Make the department's tables from the table `lines`; keep those of before."""
    connection.execute(f"create or replace temp view lines as from {lines}")
    for path in _SQL:
        connection.execute(path.read_text(encoding="utf-8"))
    if lines == "before":
        for table in tables:
            connection.execute(f"create table {table}_before as from {table}")


def _changed(table: str) -> str:
    """SQL for what to write: rows that are new or different; those that are gone, emptied."""
    key = ", ".join(APPENDED[table])
    return queries.filled(
        __file__, "changed_rows.sql", table=table, emptied=_EMPTIED[table], key=key
    )


_COUNTS = queries.text(__file__, "counts.sql")
_TOTALS = queries.text(__file__, "totals.sql")
