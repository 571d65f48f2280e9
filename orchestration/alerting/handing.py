"""Which alerts are new, and handing them over one by one, oldest first."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb

from orchestration import at_rest, publishing, queries
from orchestration.alerting import targets
from orchestration.alerting.ledger import opened
from orchestration.settings import Settings


@dataclass(frozen=True)
class Alert:
    """One row of the mart; `raised_at` in UTC."""

    alert_id: str
    rule: str
    role: str
    customer_id: str
    raised_at: datetime
    message: str
    reference: str
    build_id: str

    def as_json(self) -> str:
        """One line of JSON, the moment in ISO 8601."""
        return targets.line(asdict(self))


class UnknownAlertError(LookupError):
    """No open alert has the number asked for."""


@dataclass(frozen=True)
class Handed:
    """How many were handed over, and how many are still to be."""

    handed: int
    left: int


def new_alerts(settings: Settings) -> tuple[Alert, ...]:
    """The open published alerts that were not handed over, oldest first; none before a publish."""
    with opened(settings) as ledger:
        return _new(settings, ledger.numbers())


def open_alerts(settings: Settings) -> tuple[Alert, ...]:
    """The published alerts that are open and that nobody has seen to since, oldest first."""
    with opened(settings) as ledger:
        return _new(settings, [number for number, _, _ in ledger.handled()])


def handle(settings: Settings, number: str, by: str, at: datetime) -> Alert:
    """Note that `by` has seen to an open alert, `at` a moment of UTC; it is handed to nobody then.

    Raises UnknownAlertError where no open alert has that number.
    """
    with opened(settings) as ledger:
        known = [one for one, _, _ in ledger.handled()]
        for alert in _new(settings, known):
            if alert.alert_id == number:
                ledger.handle(number, by, at.isoformat(timespec="seconds"))
                return alert
    raise UnknownAlertError(
        f"No open alert has the number {number!r}: customer360 alerts --open lists them."
    )


def load_handled(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Write to `landing.handled_alerts` what the journal says of who has seen to which alert."""
    with opened(settings) as ledger:
        rows = ledger.handled()
    numbers, by, at = ([row[place] for row in rows] for place in range(3))
    queries.run(connection, __file__, "handled.sql", {"numbers": numbers, "by": by, "at": at})


def hand_over(settings: Settings, target: str, seconds: float = 45.0) -> Handed:
    """Hand new alerts to `target`, a file's path or a URL, for no longer than so many seconds.

    Each is in the ledger before the next is handed over. Raises AlertError when one is not taken;
    it and those behind it stay new.
    """
    take, deadline, handed = targets.taker(target), time.monotonic() + seconds, 0
    with opened(settings) as ledger:
        alerts = _new(settings, ledger.numbers())
        for alert in alerts:
            if time.monotonic() >= deadline:
                break
            take(alert.alert_id, alert.as_json())
            ledger.enter(alert.alert_id)
            handed += 1
    return Handed(handed, len(alerts) - handed)


def note(settings: Settings) -> int:
    """Take every new alert for handed over without telling anybody; return how many."""
    with opened(settings) as ledger:
        alerts = _new(settings, ledger.numbers())
        ledger.enter(*(alert.alert_id for alert in alerts))
    return len(alerts)


def _new(settings: Settings, known: list[str]) -> tuple[Alert, ...]:
    build = publishing.readable(settings)
    if build is None:
        return ()
    names = ", ".join(Alert.__dataclass_fields__)
    with at_rest.connect(build.database, read_only=True) as connection:
        rows = connection.execute(
            f"select {names} from marts.alerts where status = 'open' "
            "and alert_id not in (select unnest(?::varchar[])) order by raised_at, alert_id",
            [known],
        ).fetchall()
    return tuple(Alert(*row) for row in rows)
