"""The `customer360` command: the same actions as the Makefile, with a sentence for every error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from orchestration import private, settings
from orchestration.at_rest import AtRestError
from orchestration.commands import (
    action,
    alerts,
    audience,
    company,
    contracts,
    definitions,
    encryption,
    files,
    frontline,
    house,
    identity,
    journeys,
    mapping,
    metrics,
    people,
    privacy,
    quality,
    reconciling,
    recovery,
    serving,
    tokens,
    tracing,
    voice,
)
from orchestration.commands.shared import UsageError
from orchestration.company.errors import CompanyError
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
    house.publish,
    house.rollback,
    recovery.verify,
    recovery.restore,
    house.dev,
    house.docs,
    house.hand_over,
    people.explain,
    tracing.lineage,
    frontline.card,
    frontline.activation,
    serving.up,
    serving.serve,
    serving.mcp,
    serving.copy,
    alerts.alerts,
    contracts.check,
    contracts.onboard,
    files.rejects,
    files.replay,
    quality.quality,
    reconciling.reconcile,
    mapping.transactions,
    voice.drivers,
    journeys.flow,
    company.init,
    company.sample,
    company.benchmark,
):
    app.command()(command)
app.add_typer(action.app, name="action")
app.add_typer(audience.app, name="audience")
app.add_typer(tokens.app, name="token")
app.add_typer(encryption.app, name="key")
app.add_typer(identity.app, name="identity")
app.add_typer(privacy.app, name="privacy")
app.add_typer(definitions.app, name="definitions")
# Its options are MetricFlow's own, also --help.
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(metrics.mf)


# Those that name the folder they make themselves.
_FOUNDING = ("init", "transactions")


def _use(folder: str | None) -> None:
    if folder is None:
        return
    if not (Path(folder).expanduser() / settings.COMPANY_FILE).is_file():
        raise UsageError(
            f"{folder} is no company's folder: it has no {settings.COMPANY_FILE}. Make one with: "
            f"customer360 init {folder}"
        )
    settings.use_company(Path(folder))


def _with_company(
    company: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            callback=_use,
            is_eager=True,
            expose_value=False,
            help="The company's folder; default: CUSTOMER360_COMPANY, else the folder you are in.",
        ),
    ] = None,
) -> None: ...


def command_line() -> Any:
    """The command line, with `--company` before and behind the name of every action."""
    only = typer.Typer(add_completion=False)
    only.command()(_with_company)
    option = typer.main.get_command(only).params[0]

    def add(made: Any) -> None:
        # A line of a docstring ends where a line of the help need not.
        made.help = "\n\n".join(" ".join(part.split()) for part in (made.help or "").split("\n\n"))
        if made.name not in _FOUNDING:
            made.params.append(option)
        for part in getattr(made, "commands", {}).values():
            add(part)

    whole = typer.main.get_command(app)
    add(whole)
    return whole


def main() -> None:
    """Run the command; an error the user can mend is a sentence, not a traceback."""
    private.begin()
    sys.excepthook = show_traceback
    try:
        command_line()()
    except (UsageError, CompanyError, AtRestError) as error:
        Terminal(to_errors=True, soft_wrap=True).print(f"Error: {error}")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
