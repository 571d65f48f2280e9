"""The log of requests: what was asked when, until when it must be answered, and what came of it.

It holds no personal data. A person stands in it as a keyed hash of their customer number, and of
the number that took its place.
"""

from __future__ import annotations

import calendar
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from orchestration import journal
from orchestration.privacy import keys
from orchestration.settings import Settings

NAME = "requests"
KINDS = ("find", "export", "erase", "restrict", "object", "lift")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Request:
    """One request. `due_on`: a month after it came (GDPR Art. 12(3)). `done_on`: answered."""

    number: str
    kind: str
    received_on: date
    people: tuple[str, ...]
    done_on: date | None = None

    @property
    def due_on(self) -> date:
        return a_month_later(self.received_on)

    def days_left(self, today: date) -> int:
        """Days until the request is due; negative where it is late."""
        return (self.due_on - today).days


def a_month_later(day: date) -> date:
    """The same day of the next month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def new_number() -> str:
    """A number for a request, drawn by lot."""
    return "R-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def person(settings: Settings, customer_id: str) -> str:
    """How a customer stands in the log."""
    return keys.keyed(keys.key(settings), f"customer|{customer_id}")


def receive(
    settings: Settings,
    kind: str,
    customers: Iterable[str],
    on: date,
    *,
    number: str | None = None,
    **about: Any,
) -> str:
    """Enter a request; returns its number. One with that number already stays as it is."""
    number = number or new_number()
    if number not in {one.number for one in every(settings)}:
        people = sorted({person(settings, one) for one in customers})
        journal.of(settings, NAME).append(
            [
                {
                    "event": "received",
                    "request": number,
                    "kind": kind,
                    "on": on.isoformat(),
                    "people": people,
                    **about,
                }
            ]
        )
    return number


def finish(settings: Settings, number: str, on: date, **about: Any) -> None:
    """Enter that a request has been answered."""
    journal.of(settings, NAME).append(
        [{"event": "done", "request": number, "on": on.isoformat(), **about}]
    )


def every(settings: Settings) -> tuple[Request, ...]:
    """Every request, oldest first. Raises JournalError where the journal is damaged."""
    found: dict[str, Request] = {}
    for event in journal.of(settings, NAME).events():
        number, on = event["request"], date.fromisoformat(event["on"])
        if event["event"] == "received":
            found[number] = Request(number, event["kind"], on, tuple(event["people"]))
        elif number in found:
            before = found[number]
            found[number] = Request(number, before.kind, before.received_on, before.people, on)
    return tuple(found.values())
