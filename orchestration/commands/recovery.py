"""Finding what is damaged, and building everything anew from archive and journals."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.commands.shared import UsageError, console, given_day, given_settings
from orchestration.terminal import escaped, styled


def verify() -> None:
    """Check archive, journals and published builds; name every damaged file and how to mend it."""
    from orchestration import recovery

    settings = given_settings()
    with console.status("Checking"):
        found = [*recovery.sources(settings), *recovery.published(settings)]
    for one in found:
        said = f"{escaped(one.path)}: {one.problem}"
        console.print(styled("[red]✗[/red] {said}", said=said), soft_wrap=True)
        console.print(f"  {one.mend}", soft_wrap=True, markup=False)
    if found:
        raise typer.Exit(1)
    console.print("Archive, journals and published builds are whole.")


def restore(
    as_of: Annotated[
        str | None, typer.Option(help="Measure everything at this day; default: as published last.")
    ] = None,
    anew: Annotated[
        bool,
        typer.Option("--anew", help="Set the warehouse aside and build another."),
    ] = False,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for another run to finish.")
    ] = 0.0,
) -> None:
    """Rebuild everything from archive and journals, and publish it: the same customer numbers."""
    from orchestration import recovery, warehouse
    from orchestration.commands.house import carry_out

    settings = given_settings()
    if next(recovery.sources(settings), None) is not None:
        raise UsageError("Archive or journals are damaged. See: customer360 verify")
    if settings.warehouse.exists() and not anew:
        raise UsageError(
            f"There is a warehouse at {settings.build}. --anew sets it aside and builds another."
        )
    try:
        with warehouse.hold(settings, wait_seconds=wait):
            if aside := recovery.set_aside(settings):
                console.print(f"The warehouse that was there is {escaped(aside)} now.")
    except warehouse.WarehouseBusyError as error:
        raise UsageError(str(error)) from error
    carry_out(settings, given_day(as_of) or recovery.last_day(settings), wait)
