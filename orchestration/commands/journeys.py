"""How customers move: the picture of the journeys towards one goal."""

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


def flow(
    goal: Annotated[str, typer.Argument(help="buy, receive, get_help, claim, renew or leave.")],
    to: Annotated[Path, typer.Option(help="Where to draw it: a .svg file.")],
) -> None:
    """Draw how journeys towards a goal move from step to step, from the published marts."""
    check_target(to, ".svg")

    from orchestration.serving import flow as picture

    build = published_build(given_settings())
    try:
        with at_rest.connect(build.database, read_only=True) as connection:
            moves = picture.draw(connection, goal, to)
    except (picture.NothingToDrawError, OSError) as error:
        raise UsageError(str(error)) from error
    console.print(f"{moves} moves drawn in {to}.", soft_wrap=True)
