"""Who received data of customers, and so has to be told of an erasure (GDPR Art. 19)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from orchestration import journal
from orchestration.activation import handovers
from orchestration.company import departments
from orchestration.settings import Settings, alerts

_DEPARTMENT = "department "


def of_person(
    settings: Settings,
    customer_id: str,
    made: Mapping[str, list[dict[str, Any]]],
    holding: Collection[str],
) -> list[dict[str, str]]:
    """Who received data of one customer: of alerts and groups only those in which they are.

    `made` is what the published marts say of the customer, rows by mart; of the departments those
    are named that are `holding` a record of theirs. A file or list says of nobody who was in it, so
    each of them is told.
    """
    handed = {
        str(event["alert_id"])
        for event in journal.of(settings, "alerts").events()
        if event["event"] == "handed_over"
    }
    alerted = any(str(row.get("alert_id")) in handed for row in made.get("alerts", []))
    groups = {
        path.parent.name
        for path in settings.assignments.glob("*/*.csv")
        if any(customer_id in line.split(",") for line in path.read_text("utf-8").splitlines())
    }
    return [
        one
        for one in of(settings)
        if (one["as"] != "alerts" or alerted)
        and (one["as"] != "action" or one["recipient"] in groups)
        and (
            not one["as"].startswith(_DEPARTMENT) or one["as"].removeprefix(_DEPARTMENT) in holding
        )
    ]


def of(settings: Settings) -> list[dict[str, str]]:
    """Everybody who was handed something, without saying whom it was about."""
    found = [
        {"recipient": one.owner, "as": f"{_DEPARTMENT}{one.name}", "what": "delivers the data"}
        for one in departments.departments(settings.company)
    ]
    if journal.of(settings, "alerts").end().n:
        found.append({"recipient": alerts() or "unknown", "as": "alerts", "what": "alerts"})
    found += [
        {"recipient": path.name, "as": "action", "what": "treatment and holdout groups"}
        for path in sorted(settings.assignments.glob("*"))
        if path.is_dir()
    ]
    found += [
        {"recipient": to, "as": "file", "what": f"{what}, last on {on}"}
        for to, what, on in handovers.every(settings)
    ]
    return found
