"""The rows of the given files as lines of a sale: who, when, which order and product, how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration import at_rest, queries, sandbox, tabular
from orchestration.transactions import dates

EVERYTHING = "everything"


class TransactionsError(ValueError):
    """The files cannot be read as transactions; the message says what to do."""


@dataclass(frozen=True)
class Columns:
    """Which columns, or SQL expressions over them, say what; `None`: nothing does.

    `order` tells orders apart: without it every row is one. `cost` is what the row's goods cost;
    `product` what they are: without it a credit note may be of anything the customer bought.
    """

    customer: str
    date: str
    amount: str
    order: str | None = None
    cost: str | None = None
    product: str | None = None


def read(
    files: Sequence[Path], columns: Columns, date_format: str | None, credit_prefix: str | None
) -> tuple[pa.Table, tuple[str, ...]]:
    """Lines (order_number, customer, ordered_at, product, amount, cost), and notes on the files.

    A line under a number that begins with `credit_prefix` takes off, whatever its sign. The
    expressions see the files' columns and nothing else: they are parsed first, and run where
    neither files nor network can be reached. Raises TransactionsError.
    """
    with at_rest.connect() as connection:
        try:
            table = tabular.read_table(connection, files, "given")
        except tabular.UnreadableTableError as error:
            raise TransactionsError(str(error)) from None
        plain = {
            (getattr(columns, name) or "").strip().strip('"').lower()
            for name in ("customer", "date", "order", "product")
        }
        numbers = [name for name in table.columns if name.lower() not in plain]
        tabular.type_numbers(connection, "given", numbers)
        sandbox.lock(connection)
        given = _checked(connection, columns, table)
        try:
            given["ordered_at"] = dates.moment(connection, given["date"], date_format, columns.date)
            _read(connection, given)
            lines = connection.execute(
                queries.text(__file__, "lines.sql"), {"credit_prefix": credit_prefix}
            ).to_arrow_table()
        except dates.DateError as error:
            raise TransactionsError(str(error)) from None
        except duckdb.Error as error:
            raise TransactionsError(f"The rows do not read as asked: {_first(error)}") from None
    return lines, table.notes


def _checked(
    connection: duckdb.DuckDBPyConnection, columns: Columns, table: tabular.Table
) -> dict[str, str]:
    """Each option's expression, ready to stand in a query."""
    found = {}
    for option in (field.name for field in fields(columns)):
        said = getattr(columns, option)
        if said is None:
            continue
        try:
            found[option] = sandbox.expression(said, table.columns)
            connection.execute(f"select {found[option]} from given limit 0")
        except (sandbox.SandboxError, duckdb.Error) as error:
            why = f"{error} " if isinstance(error, sandbox.SandboxError) else ""
            raise TransactionsError(
                f"--{option} {said!r} is no column of the file, nor made of them. {why}"
                f"It has: {', '.join(table.columns)}."
            ) from None
        try:
            sandbox.expression(said, [c for c in table.columns if c not in table.partial])
        except sandbox.SandboxError:
            raise TransactionsError(
                f"--{option} {said!r} needs a column that not every file has. Missing in some: "
                f"{', '.join(sorted(table.partial))}."
            ) from None
    return found


def _read(connection: duckdb.DuckDBPyConnection, given: dict[str, str]) -> None:
    """Write the temporary table `read`: one line per row, what the expressions make of it."""
    product = given.get("product", "null")
    connection.execute(
        queries.filled(
            __file__,
            "rows_read.sql",
            customer=given["customer"],
            order_number=given.get("order", "null"),
            ordered_at=given["ordered_at"],
            product=product,
            everything=EVERYTHING,
            amount=given["amount"],
            cost=given.get("cost", "null"),
        )
    )


def _first(error: duckdb.Error) -> str:
    """The kind of error alone: what follows may quote a row."""
    return str(error).splitlines()[0].split(":")[0].rstrip(".") + "."
