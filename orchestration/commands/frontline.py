"""For those who talk to customers: the card, and each role's file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orchestration import terminal
from orchestration.commands.shared import UsageError, companys_day, console, given_settings
from orchestration.company import profile
from orchestration.terminal import escaped, styled

if TYPE_CHECKING:
    from orchestration.activation.card import Card
    from orchestration.activation.spoken import Section

_COLOURS = {"known": "cyan", "not_to_say": "red", "to_say": "green"}


def card(
    who: Annotated[
        list[str],
        typer.Argument(help="A customer number, e-mail, phone, or a department's own id."),
    ],
    role: Annotated[
        str, typer.Option(help="service, marketing, risk or field; without it names are masked.")
    ] = "guest",
    as_json: Annotated[bool, typer.Option("--json", help="The card as JSON.")] = False,
) -> None:
    """Print the card of a customer: who, what they have, what went wrong, what not to say, what to.

    Personal data are masked unless the policy `role_columns` lets the role see them.
    """
    from orchestration.activation import card as room
    from orchestration.activation.published import NothingPublishedError
    from orchestration.activation.roles import UnknownRoleError

    today = companys_day()
    try:
        found = room.find(given_settings(), " ".join(who), role.strip().lower(), today)
    except (NothingPublishedError, UnknownRoleError, room.NobodyFoundError) as error:
        raise UsageError(str(error)) from error
    if as_json:
        typer.echo(terminal.as_json(asdict(found), indent=2))
    elif found.card is not None:
        _show(found.card)
    else:
        _list(found.several, room.MOST)


def _list(several: tuple[tuple[str, str, str], ...], most: int) -> None:
    console.print("Several customers answer to that. Ask for one by number:")
    table = Table(box=None, pad_edge=False, show_header=False)
    for row in several[:most]:
        table.add_row(*row)
    console.print(table)
    if len(several) > most:
        console.print("… and more.")


def _show(found: Card) -> None:
    from orchestration.activation import spoken

    console.print(
        styled(
            "[bold]{name}[/bold]  {number}",
            name=spoken.name(found.values) or "Nameless",
            number=found.customer_id,
        )
    )
    console.print(
        f"as of {found.build.measured_on}, for {found.role}"
        + (f"; {found.replaces} is retired" if found.replaces else ""),
        style="dim",
    )
    currency = profile.read(given_settings().company).currency
    for section in spoken.sections(found.values, found.actions, currency):
        _section(section)


def _section(said: Section) -> None:
    heading = f"\n[bold {_COLOURS[said.kind]}]{{heading}}[/bold {_COLOURS[said.kind]}]"
    console.print(styled(heading, heading=said.heading))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(min_width=18, style="dim")
    table.add_column(overflow="fold")
    for label, value in said.lines:
        table.add_row(label, escaped(value))
    console.print(table)


def activation(
    role: Annotated[str, typer.Argument(help="service, marketing, risk, field, or all.")],
    to: Annotated[Path, typer.Option(help="The folder to write to; made where missing.")],
) -> None:
    """Write a role's file, CSV and Parquet, and its dictionary: only what the role may see."""
    from orchestration.activation import files
    from orchestration.activation.published import NothingPublishedError
    from orchestration.activation.roles import UnknownRoleError

    today = companys_day()
    try:
        wanted = files.roles_with_files(today) if role == "all" else (role.strip().lower(),)
        for one in wanted:
            with console.status(f"Writing for {one}"):
                done = files.write(given_settings(), one, to, today)
            console.print(
                f"{one}: {done.customers:,} customers, {done.columns} columns; {done.csv}, "
                f"{done.parquet.name}, {done.dictionary.name}",
                soft_wrap=True,
            )
    except (NothingPublishedError, UnknownRoleError, OSError) as error:
        raise UsageError(str(error)) from error
