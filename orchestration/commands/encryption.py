"""`customer360 key …`: a key for encryption at rest, and the keys that readers are given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.shared import UsageError, companys_day, console

app = typer.Typer(help="Keys for encryption at rest; see docs/privacy.md.", no_args_is_help=True)


@app.command()
def new() -> None:
    """Print a new key, for a file that CUSTOMER360_KEY_FILE names. It is kept nowhere else."""
    import secrets

    console.print(secrets.token_hex(32), highlight=False, soft_wrap=True)


@app.command()
def rotate(
    to: Annotated[Path, typer.Option("--to", help="The file that holds the new key.")],
) -> None:
    """Encrypt everything with another key; the one that is set now opens nothing any more.

    Killed, it goes on with the same command.
    """
    from orchestration import at_rest, publishing, rotating, settings, warehouse
    from orchestration.commands.shared import given_settings

    try:
        new = settings.key_in(to, "--to")
        done = rotating.rotate(
            given_settings(), new, lambda what: console.print(f"Encrypting {what}")
        )
    except (
        ValueError,
        at_rest.AtRestError,
        publishing.PublishError,
        warehouse.WarehouseBusyError,
    ) as error:
        raise UsageError(str(error)) from error
    if done is None:
        console.print("Everything is encrypted with that key already.")
    else:
        console.print(
            f"{done.archived:,} files of the archive, {done.databases:,} databases and "
            f"{done.parquet:,} Parquet files are encrypted with the new key."
        )
    console.print(
        f"From now on: export CUSTOMER360_KEY_FILE={to}. Start the page again, give readers their "
        "new keys (customer360 key show), and destroy the old key where nothing else needs it."
    )


@app.command()
def show(
    reader: Annotated[
        str, typer.Argument(help="'published' for the whole snapshot, or the name of a role.")
    ],
    parquet: Annotated[
        bool, typer.Option("--parquet", help="That of the Parquet files beside the database.")
    ] = False,
) -> None:
    """Print the key with which readers open a snapshot, and nothing else."""
    from orchestration import at_rest
    from orchestration.activation import roles

    wanted = reader.strip().lower()
    if wanted != at_rest.PUBLISHED:
        try:
            roles.columns(wanted, companys_day())
        except roles.UnknownRoleError as error:
            raise UsageError(str(error)) from error
    room = wanted if wanted == at_rest.PUBLISHED else at_rest.role(wanted)
    secret = at_rest.key(room)
    if secret is None:
        raise UsageError("What is published is not encrypted: it needs no key.")
    told = at_rest.parquet_key(secret) if parquet else secret
    console.print(told, highlight=False, markup=False, soft_wrap=True)
