"""Second chances for what did not load."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from orchestration.commands.shared import (
    UsageError,
    built_settings,
    console,
    given_extract,
)
from orchestration.terminal import escaped

_Name = Annotated[str | None, typer.Argument(help="department/table, such as store/orders.")]


def rejects(
    extract: _Name = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to list.")] = 50,
    show_bytes: Annotated[
        bool, typer.Option("--show-bytes", help="Print the records themselves: personal data.")
    ] = False,
) -> None:
    """List the records and values that did not load: file, line and reason."""
    from orchestration import landing, warehouse

    one, settings = given_extract(extract), built_settings()
    with warehouse.connect(settings, read_only=True) as connection:
        found = landing.rejects_of(connection, one, limit)
    table = Table()
    for column in ("file", "line", "column", "reason", *(["bytes"] if show_bytes else [])):
        table.add_column(column)
    for reject in found:
        text = [reject.raw_bytes.decode("utf-8", "backslashreplace")] if show_bytes else []
        table.add_row(
            escaped(f"{reject.department}/{reject.file_name}"),
            str(reject.line),
            escaped(reject.column_name or ""),
            escaped(reject.reason),
            *map(escaped, text),
        )
    console.print(table if found else "Nothing was rejected.")


def replay(extract: _Name = None) -> None:
    """Land again, from the archive, what was rejected or quarantined; then run to use it."""
    from orchestration import landing, warehouse
    from orchestration.privacy import guarding

    guarding.begin()
    one, settings = given_extract(extract), built_settings()
    try:
        with warehouse.hold(settings), warehouse.connect(settings) as connection:
            receipts = landing.replay(connection, settings, one)
    except (warehouse.WarehouseBusyError, FileNotFoundError) as error:
        raise UsageError(str(error)) from error
    for receipt in receipts:
        console.print(
            f"{receipt.department}/{escaped(receipt.file_name)}: {receipt.status}, "
            f"{receipt.loaded:,} loaded, {receipt.rejected:,} rejected. "
            f"{receipt.reason or ''}".rstrip()
        )
    console.print(
        "Nothing has changed; fix the contract or the file first."
        if not receipts
        else "Now: customer360 run"
    )
