"""The agreed definitions: their versions, and who would stand elsewhere under another."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orchestration import private
from orchestration.commands.shared import UsageError, built_settings, console

if TYPE_CHECKING:
    from orchestration.policy import Difference

app = typer.Typer(help="The agreed definitions and their versions.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The agreed definitions and their versions."""


@app.command()
def versions() -> None:
    """List the versions of the lifecycle policy, as the seeds have them."""
    from orchestration import policy

    table = Table()
    for column in ("version", "from", "until", "says something on"):
        table.add_column(column)
    for version in policy.known():
        until = str(version.last) if version.last else ""
        table.add_row(version.name, str(version.first), until, ", ".join(version.lines))
    console.print(table)


@app.command()
def diff(
    v1: Annotated[str, typer.Argument(help="A version, such as v1.")],
    v2: Annotated[str, typer.Argument(help="Another, such as v2.")],
    line: Annotated[
        str | None, typer.Option(help="List one line of business, or enterprise.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many changes to list.")] = 20,
    to: Annotated[Path | None, typer.Option(help="Write every change to this CSV file.")] = None,
) -> None:
    """Tell history under both versions and say who stands elsewhere, and which number moved them.

    Reads what the last run left and the seeds as they are now; changes nothing.
    """
    from orchestration import policy
    from orchestration.warehouse import WarehouseBusyError

    settings = built_settings()
    try:
        with console.status("Starting") as live:
            found = policy.difference(settings, v1, v2, progress=live.update)
    except (policy.UnknownVersionError, policy.NotComparableError, WarehouseBusyError) as error:
        raise UsageError(str(error)) from error
    _show(found, v1, v2, line, limit)
    if to:
        with open(to, "w", newline="", encoding="utf-8", opener=private.opener) as file:
            writer = csv.writer(file)
            names = ("customer_id", "line_of_business", "what", "change", v1, v2, "because")
            writer.writerow(names)
            writer.writerows(tuple(vars(change).values()) for change in found.changes)
        console.print(f"All {len(found.changes):,} changes: {to}")


def _show(found: Difference, v1: str, v2: str, line: str | None, limit: int) -> None:
    if not found.moved:
        console.print(f"{v1} and {v2} say the same.")
    for moved in found.moved:
        console.print(f"{moved}", markup=False)
    console.print(
        f"On {found.as_of}, {found.customers_changed:,} of {found.customers:,} customers have "
        f"another history or stand elsewhere under {v2} than under {v1}."
    )
    counts = Table(title="Customers by change", title_justify="left")
    for name in ("line of business", "what", "change", "customers"):
        counts.add_column(name, justify="right" if name == "customers" else "left")
    for tally in found.tallies:
        counts.add_row(tally.line_of_business, tally.what, tally.change, f"{tally.customers:,}")
    if found.tallies:
        console.print(counts)
    changes = [one for one in found.changes if line in (None, one.line_of_business)]
    if changes and limit:
        listed = Table(title=f"{min(limit, len(changes))} of {len(changes):,} changes")
        for name in ("customer", "line", "what", v1, v2, "because"):
            listed.add_column(name)
        for change in changes[:limit]:
            listed.add_row(
                change.customer_id,
                change.line_of_business,
                change.what,
                change.before or "",
                change.after or "",
                change.because,
            )
        console.print(listed)
