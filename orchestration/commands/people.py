"""Why the house believes that two records are one person, or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orchestration.commands.shared import UsageError, built_settings, console

if TYPE_CHECKING:
    from orchestration.identity import Explanation

_Record = Annotated[str, typer.Argument(help="department:id, such as crm:CT-1A2B3C.")]


def explain(record_a: _Record, record_b: _Record) -> None:
    """Say why two records are one customer or not: weight by field, the path, the weakest link."""
    settings = built_settings()
    from orchestration import identity, warehouse

    try:
        with warehouse.hold(settings), warehouse.connect(settings) as connection:
            found = identity.explain(connection, record_a, record_b)
    except (identity.UnknownRecordError, warehouse.WarehouseBusyError) as error:
        raise UsageError(str(error).strip("'\"")) from error
    _show(found)


def _show(found: Explanation) -> None:
    verdict = (
        f"One customer, {found.customer_a}."
        if found.is_linked
        else f"Two customers, {found.customer_a} and {found.customer_b}. {found.why_not or ''}"
    )
    console.print(verdict.strip())
    table = Table(title="Evidence, in bits", title_justify="left")
    table.add_column("field")
    table.add_column("how the two compare")
    table.add_column("weight", justify="right")
    table.add_column("")
    table.add_row("before any evidence", "", f"{found.prior:+.1f}", _bar(found.prior))
    for field, weight in sorted(found.weights.items(), key=lambda item: -abs(item[1])):
        table.add_row(field, found.levels.get(field, ""), f"{weight:+.1f}", _bar(weight))
    table.add_row("[bold]together[/bold]", "", f"{found.weight:+.1f}", _bar(found.weight))
    console.print(table)
    for step in found.path:
        mark = "  ← the weakest link" if step == found.weakest and len(found.path) > 1 else ""
        console.print(f"{step.record_a} — {step.record_b}  {step.weight:+.1f}{mark}")


def _bar(weight: float) -> str:
    """One block per two bits, to the sign's side."""
    colour = "green" if weight > 0 else "red"
    return f"[{colour}]{'█' * min(round(abs(weight) / 2), 20)}[/{colour}]"
