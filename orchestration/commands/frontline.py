"""For those who talk to customers: the card, and each role's file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from orchestration import terminal
from orchestration.commands.shared import UsageError, companys_day, console, given_settings
from orchestration.company import profile
from orchestration.terminal import escaped, styled

if TYPE_CHECKING:
    from orchestration.activation.card import Card

# Heading → what stands under it: (label, column), in the order of a conversation.
_SECTIONS = {
    "Who is this?": (
        ("Name", "display_name"),
        ("Born", "birth_on"),
        ("E-mail", "email"),
        ("Phone", "phone"),
        ("Address", "address_line_1"),
        ("Address", "address_line_2"),
        ("Address", "city"),
        ("Address", "postcode"),
        ("Household", "household_id"),
        ("Known to", "departments"),
    ),
    "What do they have?": (
        ("Standing", "lifecycle_state"),
        ("Lines", "lines_of_business"),
        ("First bought", "first_purchase_on"),
        ("Last bought", "last_purchase_on"),
        ("Margin, 12 months", "margin_12m"),
    ),
    "What went wrong?": (
        ("Last problem", "last_problem"),
        ("Open cases", "open_cases"),
        ("At risk", "risk_reasons"),
        ("Ended by", "ended_by"),
        ("Last contact", "last_contact_at"),
    ),
}


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
    values = found.values
    name = values.get("display_name") or " ".join(
        str(values[part]) for part in ("given_name", "family_name") if values.get(part)
    )
    console.print(
        styled("[bold]{name}[/bold]  {number}", name=name or "Nameless", number=found.customer_id)
    )
    console.print(
        f"as of {found.build.measured_on}, for {found.role}"
        + (f"; {found.replaces} is retired" if found.replaces else ""),
        style="dim",
    )
    for heading, lines in _SECTIONS.items():
        said = [(label, _said(values, column)) for label, column in lines if values.get(column)]
        labels = [label for label, _ in said]
        said = [
            ("" if label in labels[:place] else label, text)
            for place, (label, text) in enumerate(said)
        ]
        _section(heading, said or [("", "nothing known")], "cyan")
    _section("What must I not say?", _not_to_say(values), "red")
    _section("What should I say?", _to_say(found), "green")


def _section(heading: str, lines: list[tuple[str, str]], colour: str) -> None:
    console.print(styled(f"\n[bold {colour}]{{heading}}[/bold {colour}]", heading=heading))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(min_width=18, style="dim")
    table.add_column(overflow="fold")
    for label, value in lines:
        table.add_row(label, escaped(value))
    console.print(table)


def _said(values: dict[str, Any], column: str) -> str:
    value = values[column]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, datetime):
        value = f"{value:%Y-%m-%d %H:%M}"
    text = str(value).replace("_", " ") if column in ("last_problem", "ended_by") else str(value)
    if column == "lifecycle_state" and values.get("is_new"):
        return f"{text}, new"
    if column == "last_problem" and isinstance(values.get("last_problem_at"), date):
        return f"{text} on {values['last_problem_at']:%Y-%m-%d}"
    if column == "last_contact_at":
        return f"{text} by {values.get('last_contact_channel') or 'unknown channel'}"
    if isinstance(value, Decimal):
        return f"{value:,.2f} {profile.read(given_settings().company).currency}"
    return text


def _not_to_say(values: dict[str, Any]) -> list[tuple[str, str]]:
    from orchestration.activation.words import in_words

    reasons = [in_words(reason) for reason in values.get("do_not_offer_reasons") or ()]
    lines = [("No offers", "; ".join(reasons))] if reasons else []
    silent = [
        name
        for name, column in (
            ("e-mail", "consent_email"), ("phone", "consent_phone"), ("post", "consent_post"),
        )
        if values.get(column) is False
    ]  # fmt: skip
    if silent:
        lines.append(("No marketing by", f"{', '.join(silent)}: they have not said yes"))
    return lines or [("", "nothing stands against an offer")]


def _to_say(found: Card) -> list[tuple[str, str]]:
    from orchestration.activation import words

    call, lines = found.values.get("reason_to_call"), []
    if call and call not in {action.why for action in found.actions}:
        lines.append(("Call because", str(call)))
    for action in found.actions:
        what = words.action(action.action)
        if not action.blocked_by:
            lines.append((what, action.why))
        else:
            reasons = "; ".join(map(words.in_words, action.blocked_by))
            lines.append((f"Not now: {what}", f"{action.why}, but: {reasons}"))
    return lines or [("", "ask how we can help")]


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
