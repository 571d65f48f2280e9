"""`customer360 action`: who is treated, who is held out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.shared import (
    UsageError,
    check_target,
    companys_day,
    console,
    given_day,
    given_settings,
)
from orchestration.terminal import Terminal, styled

app = typer.Typer(help="Actions, assigned with a holdout.", no_args_is_help=True)
# p = 0.001 at one degree of freedom, as in the policy `outcome_rules`.
_MISMATCH = 10.828


@app.callback()
def action() -> None:
    """Actions, assigned with a holdout, so that their outcome can be told."""


@app.command()
def assign(
    action: Annotated[str, typer.Option(help="The action's name; its outcomes stand under it.")],
    file: Annotated[
        Path | None, typer.Argument(help="A list, as for: audience check. Check it first.")
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(help="Instead of a list: whom nothing blocks from this next best action."),
    ] = None,
    holdout: Annotated[float, typer.Option(help="The share to hold out.")] = 0.1,
    stratify: Annotated[
        str | None, typer.Option(help="A column of customer_360 that both arms share alike.")
    ] = None,
    line: Annotated[
        str, typer.Option(help="Whose purchases count: a line of business, or enterprise.")
    ] = "enterprise",
    cost_each: Annotated[float, typer.Option(min=0, help="What treating one costs.")] = 0.0,
    on: Annotated[str | None, typer.Option(help="The day of the action; default: today.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Whom to treat, .csv or .xlsx; default: ACTION.treated.csv.")
    ] = None,
) -> None:
    """Hold some out at random, write whom to treat, and log it for the nightly run to measure.

    Asked again, everybody keeps their arm; customers new on the list are drawn.
    """
    from orchestration.activation import assignments, audiences, handovers, published
    from orchestration.activation.audience import SENDER
    from orchestration.activation.columns import UnknownColumnError
    from orchestration.tabular import UnreadableTableError

    settings, day = given_settings(), given_day(on) or companys_day()
    if (file is None) == (audience is None):
        raise UsageError("Give a list, or --audience with a next best action: one of the two.")
    clean = out or (file.parent if file else Path.cwd()) / f"{action}.treated.csv"
    check_target(clean, ".csv", ".xlsx")
    if file is not None and clean.exists() and file.exists() and clean.samefile(file):
        raise UsageError("The treated cannot replace the list: name another file.")
    plan = assignments.Plan(
        action, holdout, day, line.strip().lower(), cost_each=cost_each, stratify=stratify
    )
    try:
        with (
            Terminal(to_errors=True).status("Assigning"),
            published.reading(settings) as connection,
        ):
            read = audiences.of_list(connection, file) if file else None
            if audience:
                audiences.of_action(connection, audience)
            done = assignments.assign(connection, settings, plan)
            written = audiences.write_treated(connection, clean, read)
            handovers.note(settings, SENDER, f"list to treat for {action}", day, (clean,))
    except (
        assignments.AssignmentError,
        published.NothingPublishedError,
        UnknownColumnError,
        UnreadableTableError,
        OSError,
    ) as error:
        raise UsageError(str(error)) from error
    if not done.log_treated + done.log_held_out:
        raise UsageError("Nobody was assigned: the audience names no customer we know.")
    in_all = done.log_treated + done.log_held_out
    console.print(
        f"{action}: {done.treated:,} treated and {done.held_out:,} held out, in {done.strata} "
        f"strata; {done.known:,} had an arm already.\n"
        f"All in all {in_all:,}, of whom held out {done.log_held_out / in_all:.1%} "
        f"where {holdout:.1%} was planned (chi-square {done.chi2:.2f}).\n"
        f"{_controlled(done.controlled)}{written:,} rows to treat: {clean}",
        soft_wrap=True,
    )
    if done.chi2 > _MISMATCH:
        console.print(
            styled(
                "[red]The arms are not the sizes they were meant to be: the log has changed.[/red]"
            )
        )
        raise typer.Exit(1)


def _controlled(customers: int) -> str:
    """The line on those left out because they are held out of everything; empty for nobody."""
    return f"{customers:,} left out: they are held out of everything.\n" if customers else ""


@app.command()
def control(
    share: Annotated[float, typer.Option(help="The share to hold out of everything.")] = 0.05,
    on: Annotated[str | None, typer.Option(help="From which day; default: today.")] = None,
) -> None:
    """Hold a few customers out of all advertising, so that all of it together can be measured.

    Asked again, everybody keeps their arm; customers new since then are drawn. From the next run on
    no list, action or check lets advertising go to them; what a contract needs they are sent.
    """
    from orchestration.activation import assignments, audiences, published

    settings, day = given_settings(), given_day(on) or companys_day()
    try:
        with published.reading(settings) as connection:
            audiences.of_everybody(connection)
            done = assignments.assign(connection, settings, assignments.control(share, day))
    except (assignments.AssignmentError, published.NothingPublishedError, OSError) as error:
        raise UsageError(str(error)) from error
    console.print(
        f"{done.held_out:,} more customers are held out of everything, {done.log_held_out:,} in "
        f"all; {done.log_treated:,} are not. The next run knows of it.",
        soft_wrap=True,
    )
