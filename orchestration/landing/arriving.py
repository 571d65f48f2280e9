"""What was delivered, wherever from: listed first, and held as a local file while it is landed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration import private, sealed
from orchestration.company.departments import Extract, sound_extracts
from orchestration.landing import bounds, bucket, controls, dated, settling
from orchestration.landing import delivery as folder
from orchestration.landing.delivery import Delivery
from orchestration.landing.receipts import Receipt
from orchestration.settings import Settings

# Buckets tell time in seconds, and their clock is not ours.
DOUBT = timedelta(seconds=60)


def deliveries(extract: Extract, settings: Settings) -> list[Delivery]:
    """What was delivered of one extract, oldest by the day in their names first; nothing is read.

    Raises SourceError when a bucket cannot be listed.
    """
    arriving = sealed.scratch(settings.build / "arriving") / extract.department
    if extract.origin.source == "s3":
        return bucket.deliveries(extract, arriving)
    if extract.origin.source == "postgres":
        return [dated.delivery(extract, arriving)]
    return folder.deliveries(extract, settings)


@dataclass(frozen=True)
class Waiting:
    """A delivery that is left for the next run, and why. `grows`: it need not change for that."""

    delivery: Delivery
    reason: str
    grows: bool


def ready(
    extract: Extract, settings: Settings, *, may_wait: bool = True
) -> tuple[list[Delivery], list[Waiting]]:
    """The deliveries of one extract as `deliveries` gives them, and those that are left alone.

    Left are files that may still be growing, and files without the control file that the contract
    asks for. What this build has landed as it is now is not looked at again. May wait some seconds
    for files to settle. Raises SourceError when a bucket cannot be read.
    """
    beside = controls.Beside.of(extract, settings)
    landed = _landed(extract, settings)
    there: list[Delivery] = []
    new: list[Delivery] = []
    waiting: list[Waiting] = []
    for delivery in deliveries(extract, settings):
        one, reason = beside.seen(delivery) if beside else (delivery, "")
        if _state(one) == landed.get(one.path.name):
            there.append(one)
            continue
        if not reason and beside:
            one, reason = beside.told(one)
        if reason:
            waiting.append(Waiting(one, f"{one.name} waits: {reason}", False))
        else:
            new.append(one)
    if extract.origin.source == "folder":
        left = settling.unsettled(new, settings, may_wait=may_wait)
        for one in new:
            if one.path in left:
                said = f"{one.name} is left for the next run: {left[one.path]}"
                waiting.append(Waiting(one, said, True))
        new = [one for one in new if one.path not in left]
    return sorted([*there, *new], key=folder.by_day), waiting


@contextmanager
def fetched(delivery: Delivery, settings: Settings) -> Iterator[None]:
    """Hold a delivery as the file `delivery.path`; what had to be fetched goes again.

    Raises SourceError when it cannot be fetched.
    """
    source = delivery.extract.origin.source
    if source == "folder":
        yield
        return
    _clear(delivery)  # of what a killed run has left
    delivery.path.parent.mkdir(parents=True)
    try:
        if source == "s3":
            bucket.fetch(delivery)
        else:
            dated.fetch(delivery, settings)
        yield
    finally:
        _clear(delivery)


def _clear(delivery: Delivery) -> None:
    shutil.rmtree(delivery.path.parent, ignore_errors=True)


def is_landed(delivery: Delivery, named: Sequence[Receipt]) -> bool:
    """True for an object that need not be fetched again: its receipt is of this size and time.

    `named` are the receipts of its name.
    Not while the object is so new that it could have changed since without a sign.
    """
    return delivery.extract.origin.source == "s3" and any(
        receipt.size == delivery.size
        and receipt.modified_at == delivery.modified_at
        and receipt.landed_at > delivery.modified_at + DOUBT
        for receipt in named
    )


def discover(settings: Settings) -> tuple[Delivery, ...]:
    """Deliveries that this build has not landed yet in their present size and time.

    Cheap enough for a sensor: lists folders and buckets, opens no extract and not the warehouse.
    A database gives no sign of change, so it waits for the next run.
    """
    new = []
    for extract in sound_extracts():
        if extract.origin.source == "postgres":
            continue
        landed = _landed(extract, settings)
        found, _ = ready(extract, settings, may_wait=False)
        new += [one for one in found if _state(one) != landed.get(one.path.name)]
    return tuple(new)


def remember(extract: Extract, settings: Settings, landed: Iterable[Delivery]) -> None:
    """Note which files this build has seen, for `discover`; a note that says so stays as it is."""
    note = _note(extract, settings)
    note.parent.mkdir(parents=True, exist_ok=True)
    draft = note.with_suffix(".draft")
    said = json.dumps({d.path.name: _state(d) for d in landed})
    if not note.exists() or note.read_text(encoding="utf-8") != said:
        draft.write_text(said, encoding="utf-8")
        draft.replace(note)


def note_waiting(extract: Extract, settings: Settings, waiting: Sequence[Waiting]) -> None:
    """Note what is left for the next run, for `left`."""
    note = settings.build / "landed" / f"{extract.name}.waiting"
    if not waiting:
        note.unlink(missing_ok=True)
        return
    note.parent.mkdir(parents=True, exist_ok=True)
    private.write(note, json.dumps([[f"{extract.name}: {w.reason}", w.grows] for w in waiting]))


def left(settings: Settings) -> tuple[str, ...]:
    """What the last run left for the next one, a sentence for each file."""
    return tuple(said for said, _ in _left(settings))


def grows(settings: Settings) -> bool:
    """Whether the last run left a file that was growing: the next has work, changed or not."""
    return any(grows for _, grows in _left(settings))


def _left(settings: Settings) -> list[tuple[str, bool]]:
    notes = sorted((settings.build / "landed").glob("*.waiting"))
    return [
        (str(said), bool(grows))
        for note in notes
        for said, grows in json.loads(note.read_text(encoding="utf-8"))
    ]


def landed_at(settings: Settings) -> datetime | None:
    """When this build last landed a file, UTC; None where it has landed none."""
    notes = (settings.build / "landed").glob("*.json")
    times = [note.stat().st_mtime for note in notes if note.stat().st_size > len("{}")]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _state(delivery: Delivery) -> list[str | int]:
    beside = [bounds.shown(delivery.control)] if delivery.control else []
    return [delivery.size, delivery.modified_at.isoformat(), *beside]


def _note(extract: Extract, settings: Settings) -> Path:
    return settings.build / "landed" / f"{extract.name}.json"


def _landed(extract: Extract, settings: Settings) -> dict[str, list[str | int]]:
    note = _note(extract, settings)
    if not note.exists() or not settings.warehouse.exists():
        return {}
    known: dict[str, list[str | int]] = json.loads(note.read_text(encoding="utf-8"))
    return known
