"""Who received data of customers, and so has to be told of an erasure (GDPR Art. 19)."""

from __future__ import annotations

from orchestration import journal
from orchestration.company import departments
from orchestration.settings import Settings, alerts


def of(settings: Settings) -> list[dict[str, str]]:
    """Everybody who was handed something, without saying whom it was about."""
    found = [
        {"recipient": one.owner, "as": f"department {one.name}", "what": "delivers the data"}
        for one in departments.departments(settings.company)
    ]
    if journal.of(settings, "alerts").end().n:
        found.append({"recipient": alerts() or "unknown", "as": "alerts", "what": "alerts"})
    found += [
        {"recipient": path.name, "as": "action", "what": "treatment and holdout groups"}
        for path in sorted(settings.assignments.glob("*"))
        if path.is_dir()
    ]
    handed = {(e["to"], e["what"]) for e in journal.of(settings, "handovers").events()}
    found += [{"recipient": to, "as": "file", "what": what} for to, what in sorted(handed)]
    return found
