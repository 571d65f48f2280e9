"""What customers say: the picture of what goes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration import at_rest
from orchestration.commands.shared import (
    UsageError,
    check_target,
    console,
    given_settings,
    published_build,
)


def drivers(
    to: Annotated[Path, typer.Option(help="Where to draw it: a .svg, .png or .pdf file.")],
) -> None:
    """Draw importance against performance of every driver, from the published marts."""
    check_target(to, ".svg", ".png", ".pdf")

    from orchestration.statistics import picture

    build = published_build(given_settings())
    try:
        with at_rest.connect(build.database, read_only=True) as connection:
            panels = picture.draw(connection, to)
    except (picture.NothingToDrawError, OSError) as error:
        raise UsageError(str(error)) from error
    console.print(f"{panels} outcomes drawn in {to}. Associational, not causal.", soft_wrap=True)
