"""A table as it is proposed, while what it tells of is being recognised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.onboarding.proposing import Proposal

# A feed's columns: for each the value as the contract writes it, and why.
Said = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Made:
    """A column of ours that a feed needs: its expression, why, type, and kind of personal data."""

    expression: str
    reason: str
    data_type: str = "varchar"
    pii: str | None = None


@dataclass
class Table:
    """Columns, key, and for each field the values looked at; what it gives to feeds is added."""

    name: str
    columns: list[Proposal]
    key: list[str]
    is_key_sure: bool
    values: dict[str, list[str]]
    made: dict[str, Made] = field(default_factory=dict)
    # The rows that one record gives to each feed; most give one.
    feeds: dict[str, list[Said]] = field(default_factory=dict)
    # As the file's name says it, in its own letters.
    called_in_file: str = ""

    def called(self, *means: str) -> Proposal | None:
        """The column of the first meaning that one has."""
        by_meaning = {column.means: column for column in reversed(self.columns)}
        return next((by_meaning[one] for one in means if one in by_meaning), None)

    def make(
        self, name: str, sql: str, reason: str, data_type: str = "varchar", pii: str | None = None
    ) -> None:
        """Add a column of ours; it is kept if a feed reads it."""
        self.made[name] = Made(sql, reason, data_type, pii)

    def said(self) -> Iterator[tuple[str, Said]]:
        """Every feed with the columns of each row."""
        return ((feed, one) for feed, rows in self.feeds.items() for one in rows)
