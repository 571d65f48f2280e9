"""The guard of landing: what it asks of this room, see `landing.guard`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import guard
from orchestration.landing.archive import Archived
from orchestration.privacy import delivered, redacting, suppressions
from orchestration.settings import Settings


class _Guard:
    def begin(self, connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
        suppressions.write(connection, settings)

    def clean(self, extract: Extract, archived: Archived, settings: Settings) -> Archived:
        return redacting.clean(extract, archived, settings)

    def condition(self, extract: Extract, settings: Settings) -> str:
        return suppressions.condition(extract, settings)

    def give_back(self, settings: Settings, paths: Iterable[Path]) -> tuple[Path, ...]:
        return delivered.give_back(settings, paths)


def begin() -> None:
    """Guard every landing of this process."""
    guard.use(_Guard())
