"""A newcomer's own data in the shape the house reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.shared import UsageError, console

NO_COST = "No cost is known, so no margin and no lifetime value: --cost or --margin-share say it."


def transactions(
    file: Annotated[Path, typer.Argument(help="CSV, text with spaces between columns or Parquet.")],
    customer: Annotated[str, typer.Option(help="Column of the customer's number.")],
    date: Annotated[str, typer.Option(help="Column of the day or moment.")],
    amount: Annotated[
        str, typer.Option(help="Column of the amount, or SQL: 'Quantity * UnitPrice'.")
    ],
    to: Annotated[Path, typer.Option(help="Folder for the extracts; must be new or empty.")],
    order: Annotated[
        str | None, typer.Option(help="Column of the order's number; default: a row is an order.")
    ] = None,
    cost: Annotated[str | None, typer.Option(help="Column of what the goods cost, or SQL.")] = None,
    margin_share: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Instead of a cost: the share of the amount that is kept."),
    ] = None,
) -> None:
    """Write a plain list of transactions as extracts of the shop, ready to run."""
    from orchestration import transactions as plain

    if not file.is_file():
        raise UsageError(f"There is no file {file}.")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise UsageError(f"{to} is not empty. Name a new folder.")
    if cost and margin_share is not None:
        raise UsageError("Name a --cost or a --margin-share: each says what is kept.")
    if margin_share is not None:
        cost = f"({amount}) * {1 - margin_share}"
    try:
        with console.status("Reading") as live:
            written = plain.write(
                file, plain.Columns(customer, date, amount, order, cost), to, live.update
            )
    except plain.TransactionsError as error:
        raise UsageError(str(error)) from error
    if not cost:
        console.print(NO_COST, soft_wrap=True)
    console.print(
        f"{written.rows:,} rows: {written.orders:,} orders of {written.customers:,} customers, in "
        f"{to}. Left out: {written.without_customer:,} rows without customer, date or amount, "
        f"{written.nothing_paid:,} orders of nothing or less.\n"
        f"Use them: CUSTOMER360_EXTRACTS={to} CUSTOMER360_BUILD={to}-build "
        f"CUSTOMER360_ARCHIVE={to}-archive CUSTOMER360_PUBLISHED={to}-published customer360 run",
        soft_wrap=True,
    )
