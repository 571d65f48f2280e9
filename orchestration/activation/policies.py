"""Policy seeds, read from the project itself: a change of policy holds at once, without a run."""

from __future__ import annotations

import csv
from datetime import date

from orchestration.settings import DBT_PROJECT


def in_force(seed: str, day: date) -> list[dict[str, str]]:
    """The rows of `seeds/policies/<seed>.csv` in force on a day, as text; empty cells are ''."""
    path = DBT_PROJECT / "seeds" / "policies" / f"{seed}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if date.fromisoformat(row["valid_from"]) <= day
            and (not row["valid_to"] or day < date.fromisoformat(row["valid_to"]))
        ]
