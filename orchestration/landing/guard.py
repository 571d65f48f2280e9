"""Who looks at a file before it is read: erased people are redacted from it, see `privacy`.

Landing knows nothing of requests; whoever starts it says who guards it. Where somebody was erased
and nobody guards, nothing is landed: the next file would bring them back.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import duckdb

from orchestration import journal
from orchestration.company.departments import Extract
from orchestration.landing.archive import Archived
from orchestration.settings import Settings

# The journal of erased people.
NAME = "suppressions"


class Guard(Protocol):
    """What is done about erased people on the way of a file."""

    def begin(self, connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
        """Write the tables of the ledger that later stages read."""

    def clean(self, extract: Extract, archived: Archived, settings: Settings) -> Archived:
        """The file to read in place of an archived one: itself, or its redacted successor."""

    def condition(self, extract: Extract, settings: Settings) -> str:
        """SQL for records of erased people in a source that is queried where it lives, or empty."""

    def give_back(self, settings: Settings, paths: Iterable[Path]) -> object:
        """Put redacted successors in the place of delivered files."""


class UnguardedError(RuntimeError):
    """Somebody was erased, and landing was started without its guard."""


_guards: list[Guard] = []


def use(guard: Guard) -> None:
    """Let landing be guarded in this process."""
    _guards[:] = [guard]


def standing(settings: Settings) -> Guard | None:
    """The guard; None where nobody was ever erased.

    Raises UnguardedError where somebody was, and none was named.
    """
    if not journal.of(settings, NAME).end().n:
        return None
    if not _guards:
        raise UnguardedError("People were erased, and nothing keeps them from being landed again.")
    return _guards[0]
