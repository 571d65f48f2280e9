"""What the whole company is told: what changed, journeys, voice, conversation, quality, words.

An answer is figures of the marts as they stand, the marts they are from, and the agreed words they
are counted by. Lists of customers hold only those whom the role sees; totals are the company's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from orchestration.serving.seeing import Seen

EVENTS = ("new", "reactivated", "lapsed", "lost")
LINES_TOGETHER = "enterprise"
PAGE = 50  # rows of a list
FEW = 12
DEEPEST = 40  # pages of a list


class NothingFoundError(LookupError):
    """There is nothing of that name, or not for this role; the message is the same for both."""


@dataclass(frozen=True)
class Answer:
    """`data` by name, the `marts` it was read from, and the agreed `words` it is counted by."""

    data: dict[str, Any]
    marts: tuple[str, ...]
    words: tuple[str, ...] = ()


def overview(seen: Seen) -> Answer:
    """What changed on the measured day, in 7 and in 30 days, and what waits for a person."""
    measured_on = seen.snapshot.build.measured_on
    return Answer(
        {
            "measured_on": measured_on,
            "states": seen.one("states"),
            "events": seen.rows("events", measured_on=measured_on),
            "happened": seen.rows("happened", measured_on=measured_on),
            "risk_reasons": seen.rows("risk_reasons"),
            "attention": seen.one("attention"),
            "asset": seen.rows("bridge", line=LINES_TOGETHER, segment="all"),
        },
        (
            "customer_360", "lifecycle_events", "communication_conflicts", "consent_breaches",
            "alerts", "extract_receipts", "delivery_freshness", "quality_issues", "gate_results",
            "customer_asset_bridge",
        ),
        ("new", "reactivated", "lapsed", "lost", "at_risk", "conflict", "opt_out_breach"),
    )  # fmt: skip


def changes(
    seen: Seen, event: str, line: str, first_on: date, last_on: date, page: int = 1
) -> Answer:
    """Who became new, reactivated, lapsed or lost in a period (both days included), and why."""
    if event not in EVENTS:
        raise NothingFoundError(f"No such event. There are: {', '.join(EVENTS)}.")
    period = {"event": event, "line": line, "first_on": first_on, "last_on": last_on}
    rows = seen.rows(
        "changes",
        **period,
        may_see_reasons="ended_by" in seen.columns,
        most=PAGE,
        skipped=PAGE * (page - 1),
    )
    reasons = seen.rows("change_reasons", **period) if event == "lost" else []
    return Answer(
        {
            **period,
            "customers": _without(seen.with_people(rows), "found"),
            "found": rows[0]["found"] if rows else 0,
            "page": page,
            "reasons": reasons,
            "lines": _choices(seen)[0],
        },
        ("lifecycle_events", "customer_360"),
        (event, "ended_by"),
    )


def at_risk(seen: Seen, page: int = 1) -> Answer:
    """Who is at risk now, and why."""
    rows = seen.rows(
        "at_risk",
        may_see_risk="is_at_risk" in seen.columns,
        may_see_margin="margin_12m" in seen.columns,
        most=PAGE,
        skipped=PAGE * (page - 1),
    )
    return Answer(
        {
            "customers": _without(seen.with_people(rows), "found"),
            "found": rows[0]["found"] if rows else 0,
            "page": page,
            "reasons": seen.rows("risk_reasons"),
        },
        ("customer_360",),
        ("at_risk",),
    )


def asset(seen: Seen, line: str = LINES_TOGETHER, segment: str = "all") -> Answer:
    """How the customer asset grew, month by month, of one line of business and segment."""
    lines, segments = _choices(seen)
    if line not in lines or segment not in segments:
        raise NothingFoundError("There is no such line of business or segment.")
    return Answer(
        {
            "line": line,
            "segment": segment,
            "lines": lines,
            "segments": segments,
            "months": seen.rows("bridge", line=line, segment=segment),
        },
        ("customer_asset_bridge",),
        (
            "customer_asset_bridge",
            "book_value",
            "identity_adjustment",
            "correction",
            "new",
            "reactivated",
            "lost",
        ),
    )


def goals(seen: Seen) -> Answer:
    """Journeys by goal."""
    return Answer({"goals": seen.rows("goals")}, ("journey_goals",), ("journey", "good_journey"))


def goal(seen: Seen, name: str, step: str = "") -> Answer:
    """Journeys towards one goal: steps, moves, where they go wrong, and the latest that did."""
    steps = seen.rows("goal_steps", goal=name)
    totals = [row for row in seen.rows("goals") if row["goal"] == name]
    if not totals:
        raise NothingFoundError("There is no journey towards that goal.")
    journeys = (
        seen.with_people(seen.rows("goal_journeys", goal=name, step=step, most=PAGE))
        if seen.shows("journeys")
        else []
    )
    return Answer(
        {
            "goal": name,
            "step": step,
            "totals": totals[0],
            "steps": steps,
            "moves": seen.rows("goal_moves", goal=name),
            "problems": seen.rows("goal_problems", goal=name),
            "journeys": journeys,
        },
        (
            "journeys", "journey_goals", "journey_problems", "journey_conformance",
            "journey_transitions", "customer_360",
        ),
        ("journey", "good_journey", "problem"),
    )  # fmt: skip


def voice(seen: Seen) -> Answer:
    """What customers answer, what goes with it, and who does not answer."""
    return Answer(
        {
            "scores": seen.rows("scores"),
            "drivers": seen.rows("drivers"),
            "silent": seen.rows("silent"),
        },
        ("experience_scores", "experience_drivers", "silent_segments"),
        ("satisfied", "repurchase", "recommend", "response_weight", "key_driver", "n_effective"),
    )


def conversation(seen: Seen) -> Answer:
    """What is said to customers: contradictions, breaches, pressure, and what must not be sent."""
    listed = seen.shows("conflicts")
    return Answer(
        {
            "rules": seen.rows("conflict_rules"),
            "conflicts": seen.rows("conflicts", most=FEW) if listed else [],
            "breaches": seen.rows("breaches"),
            "pressure": seen.rows("pressure"),
            "suppressions": seen.rows("suppression_reasons"),
        },
        (
            "communication_conflicts", "consent_breaches", "contact_pressure",
            "suppression_totals", "customer_360",
        ),
        ("conflict", "opt_out_breach", "cap_breach", "consent"),
    )  # fmt: skip


def alerts(seen: Seen) -> Answer:
    """How many alerts there are for whom, and those for the role itself."""
    return Answer(
        {
            "rules": seen.rows("alert_rules"),
            "alerts": seen.with_people(seen.rows("alerts", role=seen.viewer.role, most=PAGE)),
        },
        ("alerts", "customer_360"),
    )


def quality(seen: Seen) -> Answer:
    """What became of deliveries, what cleansing found, which words no rule knows, what checks say.

    Words as departments wrote them are for stewards: anything may stand there, also a name.
    """
    return Answer(
        {
            "attention": seen.one("attention"),
            "receipts": seen.rows("receipts", most=PAGE),
            "freshness": seen.rows("freshness", most=PAGE),
            "issues": seen.rows("issues", most=PAGE),
            "unknown": seen.rows("unknown_words", may_see_words=seen.viewer.may_steward, most=PAGE),
            "checks": seen.rows("checks", most=PAGE),
        },
        ("extract_receipts", "delivery_freshness", "quality_issues", "gate_results"),
        ("receipt", "quality_issue", "gate"),
    )


def metric(
    seen: Seen, name: str, segmentation: str = "all", days: int = 30, until: date | None = None
) -> Answer:
    """A shared metric by day, newest first, over at most 400 days up to `until`."""
    last_on = min(until or seen.snapshot.build.measured_on, seen.snapshot.build.measured_on)
    known = seen.rows("metric_names")
    if not any((row["metric"], row["segmentation"]) == (name, segmentation) for row in known):
        names = sorted({str(row["metric"]) for row in known})
        raise NothingFoundError(f"There is no such metric. There are: {', '.join(names)}.")
    days = max(1, min(days, 400))
    rows = seen.rows(
        "metrics",
        metric=name,
        segmentation=segmentation,
        first_on=last_on - timedelta(days=days - 1),
        last_on=last_on,
        most=4000,
    )
    return Answer({"metric": name, "segmentation": segmentation, "days": rows}, ("metrics_daily",))


def _choices(seen: Seen) -> tuple[list[str], list[str]]:
    """Lines of business, all together first, and segments, everybody first."""
    rows = seen.rows("bridge_choices")
    return (
        list(dict.fromkeys(str(row["line_of_business"]) for row in rows)),
        list(dict.fromkeys(str(row["segment"]) for row in rows)),
    )


def _without(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != name} for row in rows]
