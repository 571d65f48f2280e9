"""The published marts, opened for reading beside a scratch database of our own.

Light on purpose: the card is asked for while somebody is on the telephone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration import at_rest, pointed
from orchestration.settings import Settings


class NothingPublishedError(RuntimeError):
    """There is no published build to read; the message says how to make one."""


@dataclass(frozen=True)
class Build:
    """What is being read: the build's name, and the day everything in it is measured at."""

    build_id: str
    measured_on: date


@contextmanager
def reading(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A scratch connection with the current build attached, read-only, as `published`.

    One build from first to last, even when another is published meanwhile. Raises
    NothingPublishedError when there is none, or its file is not the one that was published.
    """
    try:
        folder = pointed.folder(settings.published)
        path = pointed.intact(folder, settings.build) if folder else None
    except pointed.PointerError as error:
        raise NothingPublishedError(str(error)) from error
    if path is None:
        raise NothingPublishedError(
            f"Nothing is published in {settings.published} yet. Start with: customer360 run"
        )
    with at_rest.scratch(
        settings, autoinstall_known_extensions=False, autoload_known_extensions=False
    ) as connection:
        attach(connection, path)
        yield connection


def attach(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Attach a published database as `published`, read-only, its times in UTC."""
    connection.execute("set TimeZone = 'UTC'")
    at_rest.attach(connection, database, "published")


def build(connection: duckdb.DuckDBPyConnection) -> Build:
    """Which build is attached. Raises NothingPublishedError when it holds no customer."""
    row = connection.execute(
        "select build_id, measured_on from published.marts.customer_360 limit 1"
    ).fetchone()
    if row is None:
        raise NothingPublishedError("The published build holds no customer.")
    return Build(str(row[0]), row[1])
