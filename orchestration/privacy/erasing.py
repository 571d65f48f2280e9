"""An erasure, from the request to its certificate.

First the tombstones are written down, in one write. From then on nothing but they is needed, so an
erasure that dies goes on from any moment with `carry_on`, and doing it twice changes nothing:

1. files of the archive give way to redacted successors, also where they were delivered;
2. journals, treatment groups and stewards' decisions are renamed;
3. the build is emptied and everything is built, judged and published anew;
4. older builds go, every folder is searched, and a certificate says what was done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from orchestration import private, publishing, recovery, warehouse
from orchestration.landing import archive, redactions
from orchestration.landing.receipts import QuarantineError
from orchestration.privacy import (
    carrying,
    delivered,
    fates,
    handed,
    keys,
    log,
    recipients,
    redacting,
    renaming,
    searching,
    stones,
    sweeping,
    tombstones,
)
from orchestration.settings import Settings

Progress = Callable[[str], None]
# Builds and publishes everything as of a day; returns why it could not, a sentence a step.
Build = Callable[[date | None], tuple[str, ...]]
_COUNTS = ("deleted", "emptied", "edited", "kept")


class ErasureError(RuntimeError):
    """An erasure stopped; what is done stays done, and `carry_on` goes on from there."""


@dataclass(frozen=True)
class TableCount:
    """Records of erased people in the files of one table, and what becomes of them."""

    table: str
    action: str
    reason: str
    files: int
    deleted: int
    emptied: int
    edited: int
    kept: int


@dataclass(frozen=True)
class Preview:
    """What an erasure would do; nothing is written down."""

    customers: int
    tables: tuple[TableCount, ...]
    builds: int
    identifiers: int


@dataclass(frozen=True)
class Erased:
    """What an erasure did. `left` are the places in which something was still found."""

    request: str
    certificate: Path
    left: tuple[searching.Found, ...]
    refused: tuple[Path, ...]


def preview(settings: Settings, customers: Iterable[str], on: date) -> Preview:
    """Show what would go, table by table. Raises WarehouseBusyError while a run is on."""
    numbers = sorted(set(customers))
    with warehouse.hold(settings), warehouse.connect(settings) as connection:
        found = stones.of(connection, settings, numbers, "R-PREVIEW", on)
    counts: dict[str, list[dict[str, int]]] = {}
    with redacting.bench(settings, found) as bench:
        for file, extract, _ in delivered.archived(settings):
            if extract is None:
                continue
            try:
                plan = redacting.planned(bench, extract, file)
            except QuarantineError:
                continue
            if plan or plan.kept:
                counts.setdefault(extract.name, []).append(
                    {
                        "deleted": len(plan.gone),
                        "emptied": len(plan.wiped),
                        "edited": plan.edited,
                        "kept": plan.kept,
                    }
                )
    return Preview(
        len(numbers), _by_table(settings, counts), len(publishing.builds(settings)), len(found)
    )


def _by_table(
    settings: Settings, counts: dict[str, list[dict[str, int]]]
) -> tuple[TableCount, ...]:
    found = []
    for table, files in sorted(counts.items()):
        fate = fates.of(settings, table)
        said = (sum(one[name] for one in files) for name in _COUNTS)
        found.append(TableCount(table, fate.action, fate.reason, len(files), *said))
    return tuple(found)


def erase(
    settings: Settings,
    customers: Iterable[str],
    on: date,
    build: Build,
    *,
    wait_seconds: float = 0.0,
    say: Progress = lambda _: None,
) -> Erased:
    """Erase customers, by their numbers, from everything; see the module.

    Raises WarehouseBusyError while another run is on, ErasureError where the new build did not
    pass: the old one stays in sight of readers until it does.
    """
    with warehouse.hold(settings, wait_seconds=wait_seconds):
        _, values = begin(settings, customers, on, say)
        return carry_on(settings, on, build, values=values, say=say)[-1]


def begin(
    settings: Settings, customers: Iterable[str], on: date, say: Progress = lambda _: None
) -> tuple[str, list[str]]:
    """Write the tombstones of customers: step 1, after which `carry_on` needs nothing else.

    Returns the request's number, and the contacts and numbers of the people as they were written.
    Raises WarehouseBusyError while a run is on.
    """
    numbers = sorted(set(customers))
    request = log.new_number()
    with warehouse.hold(settings):
        with warehouse.connect(settings) as connection:
            found = stones.of(connection, settings, numbers, request, on)
            values = _values(connection)
            carrying.carry(connection, settings, numbers)
        say(f"{len(found):,} identifiers of {len(numbers):,} customers")
        tombstones.append(settings, found)
        log.receive(settings, "erase", numbers, on, number=request)
    return request, values


def pending(settings: Settings) -> tuple[str, ...]:
    """Erasures that were begun and are not done, oldest first."""
    done = {one.number for one in log.every(settings) if one.done_on}
    begun = dict.fromkeys(one.request for one in tombstones.every(settings))
    return tuple(request for request in begun if request not in done)


def carry_on(
    settings: Settings,
    on: date,
    build: Build,
    *,
    values: Iterable[str] = (),
    wait_seconds: float = 0.0,
    say: Progress = lambda _: None,
) -> tuple[Erased, ...]:
    """Finish every erasure that is pending; `values` are searched for besides the hashes.

    Raises ErasureError and WarehouseBusyError as `erase` does.
    """
    with warehouse.hold(settings, wait_seconds=wait_seconds):
        requests = pending(settings)
        if not requests:
            return ()
        for request in requests:
            log.receive(settings, "erase", (), on, number=request)
        told = recipients.of(settings)
        redact_archive(settings, say)
        refused = delivered.give_back(settings)
        renaming.numbers(settings)
        assignments = renaming.assignments(settings)
        decisions = renaming.decisions(settings)
        rewritten, deleted = handed.clean(settings)
        day = recovery.last_day(settings)
        sweeping.build(settings)
        say("building everything anew")
        if failures := build(day):
            raise ErasureError(
                "The new build did not pass, so readers still see the one before, with the person "
                f"in it: {'; '.join(failures)}. Mend it, then: customer360 privacy resume"
            )
        builds = sweeping.older_builds(settings)
        say("searching every folder")
        left = searching.search(searching.folders(settings), searching.Needles(values))
        more = {
            "builds_deleted": builds,
            "assignments_renamed": assignments,
            "decisions_dropped": decisions,
            "handed_over_rewritten": rewritten,
            "handed_over_deleted": deleted,
            "recipients": told,
            "deliveries_not_replaced": len(refused),
            "found_after": len(left),
        }
        return tuple(_certify(settings, one, on, more, left, refused) for one in requests)


def redact_archive(settings: Settings, say: Progress = lambda _: None) -> None:
    """Redact every archived file that holds an erased person; what was searched is left out."""
    archive.destroy_superseded(settings.archive)
    upto = tombstones.count(settings)
    with redacting.bench(settings) as bench:
        for file, extract, event in delivered.archived(settings):
            table = extract.name if extract else redacting.UNREAD
            if redacting.is_searched(file.sha256, table, settings, upto):
                continue
            if event:
                say(f"searching {event['department']}/{event['file_name']}")
            if extract is not None:
                redacting.redact(bench, extract, file)
            else:
                redacting.redact_unread(bench, file)


def _values(connection: Any) -> list[str]:
    """What names the people for certain: their contacts and numbers as they were written."""
    return [
        value
        for (value,) in connection.execute(
            "select value from gathered as g "
            "anti join shared as s on s.kind = g.kind and s.value = g.value "
            "where g.kind in ('email', 'phone', 'identifier') and length(value) >= 7 "
            "union select value from mine where length(value) >= 7 "
            "and not regexp_matches(value, '^[0-9]+$')"
        ).fetchall()
    ]


def _certify(
    settings: Settings,
    request: str,
    on: date,
    more: dict[str, Any],
    left: tuple[searching.Found, ...],
    refused: tuple[Path, ...],
) -> Erased:
    """Write the certificate, then close the request where nothing was left."""
    persons = {one.person for one in tombstones.every(settings) if one.request == request}
    counts: dict[str, list[dict[str, int]]] = {}
    for event in redactions.journal_in(settings.archive).events():
        if event["event"] == "redacted":
            counts.setdefault(event["table"], []).append(event)
    said = {
        "request": request,
        "done_on": on.isoformat(),
        "customers": len(persons),
        "tables": [vars(one) for one in _by_table(settings, counts)],
        **more,
    }
    path = private.folder(keys.folder(settings) / "certificates") / f"{request}.json"
    private.write(path, json.dumps(said, indent=2, ensure_ascii=False) + "\n")
    if not left:
        log.finish(settings, request, on, certificate=path.name)
    return Erased(request, path, left, refused)
