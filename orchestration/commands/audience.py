"""`customer360 audience`: lists, before they are sent."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from orchestration import terminal
from orchestration.commands.shared import (
    UsageError,
    check_target,
    companys_day,
    console,
    given_day,
    given_settings,
)
from orchestration.terminal import Terminal

if TYPE_CHECKING:
    from orchestration.activation.audience import Check

app = typer.Typer(help="Lists of people, checked before they are sent.", no_args_is_help=True)

_File = Annotated[
    Path,
    typer.Argument(
        help="The list: CSV in any dialect, Excel, Parquet or JSON; a folder or 'pattern*' of them."
    ),
]


@app.callback()
def audience() -> None:
    """Lists of people, checked before they are sent."""


@app.command()
def check(
    file: _File,
    purpose: Annotated[
        str, typer.Option(help="What is to be sent: offer, win_back, newsletter, renewal, ….")
    ],
    channel: Annotated[str, typer.Option(help="email, phone, post or sms.")],
    on: Annotated[str | None, typer.Option(help="The day of sending; default: today.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The clean list, .csv or .xlsx; default: NAME.allowed.csv beside it."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="Use this column, by title or number; TITLE=phone says what it holds."),
    ] = None,
    header: Annotated[
        bool | None, typer.Option("--header/--no-header", help="Whether the first row has titles.")
    ] = None,
    include_unknown: Annotated[
        bool, typer.Option("--include-unknown", help="Let people whom nobody knows pass.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON.")] = False,
) -> None:
    """Say for every row whether the message may go out, and write the list of those it may go to.

    Answers are allowed, blocked or unknown, each with its reasons, in NAME.answers.csv; the
    terminal shows counts only.
    """
    from orchestration.activation import audience as room
    from orchestration.activation.columns import UnknownColumnError
    from orchestration.activation.published import NothingPublishedError
    from orchestration.activation.verdicts import UnknownMessageError
    from orchestration.tabular import UnreadableTableError

    settings, day = given_settings(), given_day(on) or companys_day()
    if out is not None:
        check_target(out, ".csv", ".xlsx")
    try:
        with Terminal(to_errors=True).status("Checking") as live:
            done = room.check(
                settings,
                file,
                purpose=purpose.strip().lower(),
                channel=channel.strip().lower(),
                on=day,
                out=out,
                forced=column or (),
                has_header=header,
                include_unknown=include_unknown,
                progress=live.update,
            )
    except (
        NothingPublishedError,
        UnreadableTableError,
        UnknownColumnError,
        UnknownMessageError,
        OSError,
    ) as error:
        raise UsageError(str(error)) from error
    if as_json:
        said = asdict(done) | {
            "reasons": [
                dict(zip(("answer", "reason", "rows"), r, strict=True)) for r in done.reasons
            ],
            "identifiers": [dict(zip(("title", "kind"), i, strict=True)) for i in done.identifiers],
        }
        typer.echo(terminal.as_json(said, indent=2))
    else:
        _show(done, include_unknown=include_unknown)


def _show(done: Check, *, include_unknown: bool) -> None:
    asked, columns = done.message, ", ".join(f"{t} ({k})" for t, k in done.identifiers)
    console.print(
        f"{asked.purpose} by {asked.channel} on {asked.on}: {done.rows:,} rows"
        f"{'' if done.has_header else ', without a header'}; people found by {columns}.",
        markup=False,
        soft_wrap=True,
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("answer")
    table.add_column("rows", justify="right")
    table.add_column("why", overflow="fold")
    for answer, rows in done.answers.items():
        colour = {"allowed": "green", "blocked": "red", "unknown": "yellow"}[answer]
        table.add_row(Text(answer, colour), f"{rows:,}", "")
        for of, reason, count in done.reasons:
            if of == answer:
                table.add_row("", f"{count:,}", reason)
    console.print(table)
    if done.repeated:
        console.print(f"{done.repeated:,} rows name a customer whom an earlier row names.")
    if asked.on < done.build.measured_on:
        console.print(
            f"The day is past: judged by the consent and the caps of {asked.on} alone. Complaints, "
            f"letters and cancellations are known as of {done.build.measured_on}.",
            soft_wrap=True,
        )
    elif asked.on > done.build.measured_on:
        console.print(
            f"Measured at {done.build.measured_on}, build {done.build.build_id}: what has happened "
            f"between then and {asked.on} is not known. Check again after the next run.",
            soft_wrap=True,
        )
    unknown = "with the unknown" if include_unknown else "without the unknown"
    console.print(f"{done.written:,} rows, {unknown}: {done.clean_list}", soft_wrap=True)
    console.print(f"Every row's answer: {done.answer_list}", soft_wrap=True)
