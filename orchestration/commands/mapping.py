"""A list of transactions as a department of a company."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands.shared import UsageError, console

if TYPE_CHECKING:
    from orchestration.transactions import Written

NO_COST = "No cost is known, so no margin and no lifetime value: --cost or --margin-share say it."


def transactions(
    files: Annotated[
        list[Path],
        typer.Argument(help="CSV, Excel, Parquet or JSON; a folder or 'days/*.csv' for several."),
    ],
    customer: Annotated[str, typer.Option(help="Column of the customer's number.")],
    date: Annotated[str, typer.Option(help="Column of the day or moment.")],
    amount: Annotated[
        str, typer.Option(help="Column of the amount, or SQL: 'Quantity * UnitPrice'.")
    ],
    to: Annotated[
        Path,
        typer.Option(metavar="DIR", help="The company's folder: new, empty, or a company already."),
    ],
    department: Annotated[
        str, typer.Option(help="The department that the list is of; made where it is missing.")
    ] = "sales",
    line: Annotated[
        str | None,
        typer.Option(help="Line of business of what is sold; default: the company's first."),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(help="Of the amounts, as ISO 4217 has it; default: the company's."),
    ] = None,
    order: Annotated[
        str | None, typer.Option(help="Column of the order's number; default: a row is an order.")
    ] = None,
    product: Annotated[
        str | None, typer.Option(help="Column of the product: what a credit note is matched by.")
    ] = None,
    cost: Annotated[str | None, typer.Option(help="Column of what the goods cost, or SQL.")] = None,
    margin_share: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Instead of a cost: the share of the amount that is kept."),
    ] = None,
    date_format: Annotated[
        str | None, typer.Option(help="day-first, month-first, or a format such as %d-%b-%y.")
    ] = None,
    credit_prefix: Annotated[
        str | None,
        typer.Option(help="Orders whose number begins so are credit notes, whatever their sign."),
    ] = None,
) -> None:
    """Make a plain list of transactions a department of a company, ready to run.

    What comes to less than nothing is a credit note, and is taken off an earlier order. Day by day
    into the same folder gives the same as all days at once.
    """
    from orchestration import transactions as plain

    place = plain.Department(to, department, line, currency)
    is_known = place.lines.exists()
    if cost and margin_share is not None:
        raise UsageError("Name a --cost or a --margin-share: each says what is kept.")
    if margin_share is not None:
        cost = f"({amount}) * {1 - margin_share}"
    try:
        with console.status("Reading") as live:
            written = plain.write(
                files,
                plain.Columns(customer, date, amount, order, cost, product),
                place,
                live.update,
                date_format=date_format,
                credit_prefix=credit_prefix,
            )
    except plain.TransactionsError as error:
        raise UsageError(str(error)) from error
    if not cost:
        console.print(NO_COST, soft_wrap=True)
    for line in _said(written, is_known):
        console.print(line, soft_wrap=True, markup=False)
    console.print(f"Then: customer360 run --company {to}", soft_wrap=True, markup=False)


def _said(written: Written, is_known: bool) -> list[str]:
    """The summary, in the currency of the list."""
    net = written.gross - written.matched_amount - written.alone_amount
    lines = [
        f"{written.rows:,} rows. Left out: {written.without_customer:,} rows without customer, "
        f"worth {written.without_customer_amount:,.2f}; {written.without_date_or_amount:,} without "
        "date or amount.",
        f"{'With all that came before: ' if is_known else ''}"
        f"{written.orders:,} orders of {written.customers:,} customers, worth "
        f"{written.gross:,.2f}; {written.nothing_paid:,} orders came to nothing.",
        f"{written.credit_notes:,} credit notes, whole or in part: {written.matched:,} taken off "
        f"earlier orders, worth {written.matched_amount:,.2f}; {written.alone:,} of what "
        f"no earlier order explains, worth {written.alone_amount:,.2f}. Net of all: {net:,.2f}.",
    ]
    if written.alone_list:
        lines.append(
            "What no order explains is taken off its customer; it is listed in "
            f"{written.alone_list}."
        )
    if written.replaced:
        lines.append(f"{written.replaced:,} lines had been given before and are replaced.")
    if written.reused:
        lines.append(
            f"{written.reused:,} orders have a number that another customer, or an order of more "
            "than 60 days before, has too: each stands by itself."
        )
    if not written.files:
        lines.append("Nothing has changed.")
    return lines + list(written.notes)
