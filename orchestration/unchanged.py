"""Whether a run could bring anything new: the same files, the same project, the same day.

Stewards' decisions and the project's files count by their content, a delivered file by its size
and time: what landing goes by too. Live sources change unseen, so with one of them every run could
bring something.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date

from orchestration import at_rest, digest, journal, private, publishing
from orchestration.company import departments
from orchestration.landing import arriving
from orchestration.settings import DBT_PACKAGE, EXPECTATIONS, PROJECT, Settings

_NOTE, _BEGUN = "finished.json", "begun.json"
_PRODUCT = (PROJECT / "orchestration", EXPECTATIONS, DBT_PACKAGE)
_COMPANY = ("company.yml", "departments", "rules", "expectations")
# Journals of what people asked for: a new line of theirs makes a run necessary.
_REQUESTS = ("restrictions", "suppressions")


def ground(settings: Settings, as_of: date | None) -> str | None:
    """What a run would stand on, as a digest; None when a source can change unseen."""
    if any(extract.origin.source != "folder" for extract in departments.extracts()):
        return None
    found = hashlib.sha256(f"{digest.of(PROJECT, _PRODUCT)} {as_of} {settings}".encode())
    found.update(digest.of(settings.company, _COMPANY).encode())
    found.update(at_rest.fingerprint().encode())
    if settings.decisions.is_file():
        found.update(settings.decisions.read_bytes())
    for name in _REQUESTS:
        found.update(f"{name} {journal.of(settings, name).end().n}\0".encode())
    # Hand-overs change nothing; what was seen to does.
    for event in journal.of(settings, "alerts").events():
        if event["event"] == "handled":
            found.update(f"handled {event['alert_id']}\0".encode())
    for file in sorted([*settings.extracts.rglob("*"), *settings.assignments.rglob("*.csv")]):
        if file.is_file():
            seen = file.stat()
            found.update(f"{file}\0{seen.st_size}\0{seen.st_mtime_ns}\0".encode())
    return found.hexdigest()


def build_on(settings: Settings, found: str | None) -> str | None:
    """The published build that stands on this very ground, if it is the current one."""
    note, build = settings.build / _NOTE, publishing.current(settings)
    if found is None or build is None or not note.exists():
        return None
    said = json.loads(note.read_text())
    return build.build_id if said == {"ground": found, "build_id": build.build_id} else None


def remember(settings: Settings, found: str | None) -> None:
    """Note that the current build stands on this ground, unless it left a file that grew."""
    build = publishing.current(settings)
    if found is not None and build is not None and not arriving.grows(settings):
        note = settings.build / _NOTE
        note.write_text(json.dumps({"ground": found, "build_id": build.build_id}))
    (settings.build / _BEGUN).unlink(missing_ok=True)


def begin(settings: Settings, found: str | None, run_id: str) -> None:
    """Note that a run begins on this ground; the note stays until a run is remembered."""
    (settings.build / _BEGUN).unlink(missing_ok=True)
    if found is not None:
        private.write(settings.build / _BEGUN, json.dumps({"ground": found, "run_id": run_id}))


def interrupted(settings: Settings, found: str | None) -> str | None:
    """The run that began on this very ground last and was never remembered, if there is one."""
    note = settings.build / _BEGUN
    if found is None or not note.exists():
        return None
    try:
        said = json.loads(note.read_text())
    except ValueError:  # killed while it was written
        return None
    return str(said["run_id"]) if said["ground"] == found else None
