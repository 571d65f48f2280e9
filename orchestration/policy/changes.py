"""What one version of the policy says otherwise than another, and whom that moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Moved:
    """A number or rule of a line of business that says something else; None: it says nothing."""

    line_of_business: str
    number: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        said = f"{self.before or 'none'} → {self.after or 'none'}"
        return f"{self.line_of_business} {self.number} {said}"


@dataclass(frozen=True)
class Tally:
    """How many customers one kind of change befalls."""

    line_of_business: str
    what: str
    change: str
    customers: int


@dataclass(frozen=True)
class Change:
    """One customer's change. `what` is an event, state, is_new or is_at_risk; `before` and `after`
    are its day or its value, None where there is none."""

    customer_id: str
    line_of_business: str
    what: str
    change: str
    before: str | None
    after: str | None
    because: str


@dataclass(frozen=True)
class Difference:
    """What moved, whom it moves, and how many customers there were to be moved."""

    as_of: date
    moved: tuple[Moved, ...]
    tallies: tuple[Tally, ...]
    changes: tuple[Change, ...]
    customers_changed: int
    customers: int
