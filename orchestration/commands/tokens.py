"""`customer360 token …`: who may look at the page, and as what."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from orchestration.commands.shared import (
    UsageError,
    companys_day,
    console,
    given_day,
    given_settings,
)
from orchestration.terminal import escaped

app = typer.Typer(help="Tokens for the page, the JSON interface and MCP.", no_args_is_help=True)


@app.command()
def add(
    role: Annotated[str, typer.Argument(help="A role of the policy role_columns, as service.")],
    name: Annotated[str, typer.Option(help="Who gets it; decisions are signed with it.")],
    steward: Annotated[
        bool, typer.Option("--steward", help="May decide who is one customer and who is not.")
    ] = False,
    privacy: Annotated[
        bool, typer.Option("--privacy", help="May answer requests of people whose data this is.")
    ] = False,
    expires: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD, from when on it no longer holds.")
    ] = None,
) -> None:
    """Make a token and print it: this once, for only its hash is kept."""
    from orchestration.activation import roles
    from orchestration.serving import access
    from orchestration.serving.seeing import Viewer

    day, wanted = companys_day(), role.strip().lower()
    try:
        roles.columns(wanted, day)
        made, secret = access.add(
            given_settings(),
            Viewer(wanted, name, steward, privacy),
            day,
            expires_on=given_day(expires),
        )
    except (roles.UnknownRoleError, access.TokenError, OSError) as error:
        raise UsageError(str(error)) from error
    until = f", until {made.expires_on}" if made.expires_on else ""
    console.print(f"{made.token_id} for {made.name}, role {made.role}{until}:", soft_wrap=True)
    console.print(secret, markup=False, soft_wrap=True)
    console.print(f"To take it back: customer360 token revoke {made.token_id}", soft_wrap=True)


@app.command(name="list")
def list_them() -> None:
    """List the tokens that were given out and not taken back."""
    from orchestration.serving import access

    try:
        found = access.known(given_settings())
    except access.TokenError as error:
        raise UsageError(str(error)) from error
    table = Table()
    for column in ("token", "name", "role", "may", "made", "until"):
        table.add_column(column)
    for one in found:
        table.add_row(
            one.token_id,
            escaped(one.name),
            one.role,
            ", ".join(
                right
                for right, is_given in (
                    ("steward", one.may_steward),
                    ("answer requests", one.may_answer_requests),
                )
                if is_given
            ),
            str(one.made_on),
            str(one.expires_on or ""),
        )
    console.print(table if found else "No token has been given out.")


@app.command()
def revoke(
    token_id: Annotated[str, typer.Argument(help="T-…, as `token list` shows it.")],
) -> None:
    """Take a token back; a server that runs refuses it from now on."""
    from orchestration.serving import access

    try:
        gone = access.revoke(given_settings(), token_id)
    except (access.TokenError, OSError) as error:
        raise UsageError(str(error)) from error
    console.print(f"{gone.token_id} of {gone.name} is revoked.", soft_wrap=True)
