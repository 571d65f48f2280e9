"""Notices about the runs themselves: one failed, or nothing was published by the hour agreed.

They go where alerts go, or to a target of their own, as one JSON object each, and once each: the
journal `notices` holds their numbers. A notice names steps, builds and times, and nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from orchestration import journal, publishing
from orchestration.alerting import targets
from orchestration.company import profile
from orchestration.settings import Settings, notices, published_by

_JOURNAL = "notices"


@dataclass(frozen=True)
class Notice:
    """What whoever runs the house should know; `raised_at` in UTC."""

    notice_id: str
    kind: str
    raised_at: datetime
    message: str

    def as_json(self) -> str:
        """One line of JSON, the moment in ISO 8601."""
        return targets.line(asdict(self))


def of_failure(run_id: str, failures: Sequence[str], now: datetime | None = None) -> Notice:
    """The notice of a run that failed; `failures` as in `runner.RunOutcome`, the first is told."""
    first = failures[0].splitlines()[0] if failures else "It did not end."
    more = f" ({len(failures) - 1} more)" if len(failures) > 1 else ""
    return Notice(
        f"failed-{run_id}",
        "run_failed",
        now or datetime.now(UTC),
        f"A run failed, and readers still see what they saw. {first}{more}",
    )


def of_silence(settings: Settings, now: datetime | None = None) -> Notice | None:
    """The notice that today's build is late; None before the hour, or where nobody waits for one.

    A build is today's that was made after the last midnight by the company's clocks. Raises
    ValueError where the hour is none.
    """
    moment, hour = now or datetime.now(UTC), published_by()
    if hour is None:
        return None
    clocks = profile.read(settings.company).zone
    local = moment.astimezone(clocks)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if local.time() < hour:
        return None
    last = publishing.last_published_at(settings)
    if last is not None and last.replace(tzinfo=last.tzinfo or UTC) >= midnight:
        return None
    before = "nothing was ever published" if last is None else f"the last one was {last:%Y-%m-%d}'s"
    return Notice(
        f"nothing-published-{local:%Y-%m-%d}",
        "nothing_published",
        moment,
        f"Nothing was published by {hour:%H:%M} today; {before}.",
    )


def give(settings: Settings, notice: Notice) -> bool:
    """Hand a notice to CUSTOMER360_NOTICES or, without it, CUSTOMER360_ALERTS; whether it went.

    One that went before does not go again; a crash in between gives it twice, under one number.
    Raises AlertError where it is not taken.
    """
    target = notices()
    if not target:
        return False
    given = journal.of(settings, _JOURNAL)
    if notice.notice_id in {event["notice_id"] for event in given.events()}:
        return False
    targets.taker(target)(notice.notice_id, notice.as_json())
    given.append([{"event": "given", "notice_id": notice.notice_id, "kind": notice.kind}])
    return True
