"""Alerts that nobody has been told of yet, and who has seen to which."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orchestration import settings
from orchestration.commands.shared import UsageError, console, given_settings
from orchestration.terminal import escaped

if TYPE_CHECKING:
    from orchestration import alerting


def alerts(
    send: Annotated[
        bool, typer.Option("--send", help="Hand them to CUSTOMER360_ALERTS, a file or a URL.")
    ] = False,
    note: Annotated[
        bool, typer.Option("--note", help="Take them for handed over, and tell nobody.")
    ] = False,
    show_open: Annotated[
        bool, typer.Option("--open", help="List every open alert, handed over or not.")
    ] = False,
    handled: Annotated[
        str, typer.Option("--handled", metavar="NUMBER", help="Mark one as seen to; with --by.")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="Who has seen to it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the alerts that were not handed over yet, or hand them over; a sensor does so too."""
    from orchestration import alerting
    from orchestration.publishing import PublishError

    here, target = given_settings(), settings.alerts()
    if send + note + show_open + bool(handled) > 1:
        raise UsageError("One of --send, --note, --open and --handled.")
    if bool(handled) != bool(by):
        raise UsageError("--handled names the alert, and --by who has seen to it.")
    if send and not target:
        raise UsageError("Set CUSTOMER360_ALERTS to a file's path or an http or https URL.")
    try:
        if send:
            with console.status("Handing over"):
                done = alerting.hand_over(here, target, seconds=3600)
            console.print(f"{done.handed:,} alerts handed over, {done.left:,} left.")
        elif note:
            console.print(f"{alerting.note(here):,} alerts noted as handed over.")
        elif handled:
            done_at = datetime.now(UTC).replace(tzinfo=None)
            found = alerting.handle(here, handled, by, done_at)
            console.print(f"Noted: {escaped(by)} has seen to it. {escaped(found.message)}")
        elif show_open:
            _show(alerting.open_alerts(here), as_json)
        else:
            _show(alerting.new_alerts(here), as_json)
    except (alerting.AlertError, alerting.UnknownAlertError, PublishError) as error:
        raise UsageError(str(error)) from error


def _show(found: tuple[alerting.Alert, ...], as_json: bool) -> None:
    if as_json:
        for alert in found:
            typer.echo(alert.as_json())
        return
    table = Table()
    for column in ("number", "raised", "role", "customer", "message"):
        table.add_column(column)
    for alert in found:
        table.add_row(alert.alert_id, f"{alert.raised_at:%Y-%m-%d %H:%M}", alert.role,
                      alert.customer_id, escaped(alert.message))  # fmt: skip
    console.print(table if found else "There is none.")
