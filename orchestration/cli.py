"""The `customer360` command: the same actions as the Makefile, with a sentence for every error."""

from __future__ import annotations

import sys

import typer

from orchestration import private
from orchestration.commands import (
    action,
    alerts,
    audience,
    company,
    contracts,
    definitions,
    files,
    frontline,
    house,
    identity,
    journeys,
    mapping,
    metrics,
    people,
    quality,
    recovery,
    voice,
)
from orchestration.commands.shared import UsageError
from orchestration.terminal import Terminal, show_traceback

app = typer.Typer(
    help="Departmental extracts in; agreed customers, households, journeys and outcomes out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    house.run,
    house.status,
    house.rollback,
    recovery.verify,
    recovery.restore,
    house.dev,
    house.docs,
    people.explain,
    frontline.card,
    frontline.activation,
    alerts.alerts,
    contracts.check,
    files.rejects,
    files.replay,
    quality.quality,
    mapping.transactions,
    voice.drivers,
    journeys.flow,
    company.sample,
    company.benchmark,
):
    app.command()(command)
app.add_typer(action.app, name="action")
app.add_typer(audience.app, name="audience")
app.add_typer(identity.app, name="identity")
app.add_typer(definitions.app, name="definitions")
# Its options are MetricFlow's own, also --help.
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(metrics.mf)


def main() -> None:
    """Run the command; an error the user can mend is a sentence, not a traceback."""
    private.begin()
    sys.excepthook = show_traceback
    try:
        app()
    except UsageError as error:
        Terminal(to_errors=True, soft_wrap=True).print(f"Error: {error}")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
