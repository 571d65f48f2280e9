"""What is damaged of archive, journals and published builds, and building anew from the first two.

The archive is checked by hash, the journals by line, published builds by their manifests.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration import journal, publishing, sealed
from orchestration.landing import delivered
from orchestration.landing.archive import standing
from orchestration.publishing.snapshot import sha256
from orchestration.settings import Settings

_NAME = re.compile(r"[0-9a-f]{62}")
_ASSIGNMENT = re.compile(r".*-([0-9a-f]{12})")
ASIDE = ".aside"


@dataclass(frozen=True)
class Damage:
    """One damaged or missing file, what is wrong with it, and how to mend it."""

    path: Path
    problem: str
    mend: str


def sources(settings: Settings) -> Iterator[Damage]:
    """What is wrong with that which everything else can be rebuilt from.

    Raises AtRestError where the archive is encrypted with another key than the one that is set.
    """
    sealed.refuse_other_key(settings.archive)
    names = {}
    for written in journal.every(settings):
        damaged = written.damage()
        for line, problem in damaged:
            yield Damage(
                written.path,
                f"line {line}: {problem}",
                "Put it back from a backup; or, where the build is whole, move it away, and the "
                "next run writes it anew.",
            )
        if written.path.stem == delivered.NAME and not damaged:
            names = {event["sha256"]: event for event in written.events() if event["sha256"]}
    for path in sorted(settings.archive.glob("[0-9a-f][0-9a-f]/*")):
        digest = path.parent.name + path.name
        if not _NAME.fullmatch(path.name):
            yield Damage(path, "it is no file of the archive's.", "Move it away.")
        elif sealed.sha256(path) != digest:
            yield Damage(path, "its bytes have changed.", _again(settings, names.get(digest)))
    for digest, event in names.items():
        if not (path := standing(digest, settings.archive)).exists():
            yield Damage(path, "it is gone.", _again(settings, event))
    for path in sorted(settings.assignments.glob("*/*.csv")):
        said = _ASSIGNMENT.fullmatch(path.stem)
        if not said or hashlib.sha256(path.read_bytes()).hexdigest()[:12] != said[1]:
            yield Damage(path, "its bytes have changed.", "Put it back from a backup.")


def published(settings: Settings) -> Iterator[Damage]:
    """What is wrong with the builds that readers see or can go back to."""
    whole = {build.folder: build for build in publishing.builds(settings)}
    for manifest in sorted((settings.published / "builds").glob("[!.]*/manifest.json")):
        folder = manifest.parent
        if folder.is_symlink() or folder.suffix:
            continue
        build = whole.get(folder.resolve())
        if build is None:
            yield Damage(manifest, "it cannot be read.", _mend(settings, folder))
            continue
        changed = publishing.damaged(folder)
        for path in changed:
            yield Damage(path, "its bytes have changed.", _mend(settings, folder))
        if manifest in changed:  # it says nothing of the other files any more
            continue
        files = {build.database: build.database_sha256} | {m.path: m.sha256 for m in build.marts}
        files |= build.of_roles
        for path, digest in files.items():
            if not path.is_file():
                yield Damage(path, "it is gone.", _mend(settings, folder))
            elif sha256(path) != digest:
                yield Damage(path, "its bytes have changed.", _mend(settings, folder))
        for path in folder.glob("*.wal"):
            yield Damage(path, "it would change what is read.", "Delete it.")


def last_day(settings: Settings) -> date | None:
    """The day that was published last; None before the first. Raises JournalError."""
    days = [event["as_of"] for event in journal.of(settings, "builds").events()]
    return date.fromisoformat(days[-1]) if days else None


def set_aside(settings: Settings) -> Path | None:
    """Move the private build's warehouse away, so that the next run makes another.

    Returns where it is now; None where there was none.
    """
    if not settings.warehouse.exists():
        return None
    aside = settings.warehouse.with_name(settings.warehouse.name + ASIDE)
    log = settings.warehouse.with_name(settings.warehouse.name + ".wal")
    aside.with_name(aside.name + ".wal").unlink(missing_ok=True)
    if log.exists():
        log.replace(aside.with_name(aside.name + ".wal"))
    settings.warehouse.replace(aside)
    return aside


def _again(settings: Settings, event: dict[str, str] | None) -> str:
    if event is None:
        return "Put it back from a backup."
    file = f"{event['department']}/{event['file_name']}"
    if (settings.extracts / file).is_file():
        return f"Delete it and run customer360 restore --anew: {file} is still delivered."
    return f"Put it back from a backup, or have {file} delivered again."


def _mend(settings: Settings, folder: Path) -> str:
    is_current = (settings.published / "current").resolve() == folder.resolve()
    if is_current:
        return "Go back with customer360 rollback, or publish anew with customer360 run --force."
    return f"Nobody reads it; delete {folder.name}, or leave it to be pruned."
