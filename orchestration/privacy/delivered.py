"""Which archived file is which delivery, and the files that still lie where they were delivered."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration import journal, sealed
from orchestration.company.departments import Extract, extracts
from orchestration.landing import archive, redactions
from orchestration.landing import delivered as deliveries
from orchestration.landing.archive import Archived
from orchestration.publishing.snapshot import sha256
from orchestration.settings import Settings


def archived(settings: Settings) -> Iterator[tuple[Archived, Extract | None, dict[str, str]]]:
    """Every file of the archive as it stands now, the extract it was delivered for, the delivery.

    What no contract reads has no extract; what a killed run left behind, no delivery either.
    """
    by_name = {(one.department, one.table): one for one in extracts()}
    known = redactions.known(settings.archive)
    seen: set[str] = set()
    for event in journal.of(settings, deliveries.NAME).events():
        digest = event["sha256"]
        if not digest or digest in seen:
            continue
        seen.add(digest)
        path = archive.standing(digest, settings.archive)
        if path.exists():
            extract = by_name.get((event["department"], event["table_name"]))
            yield Archived(digest, sealed.size(path), path), extract, event
    standing = {known.successors.get(digest, digest) for digest in seen}
    for path in sorted(settings.archive.glob("[0-9a-f][0-9a-f]/*")):
        digest = path.parent.name + path.name
        if digest not in standing and digest not in seen:
            original = known.originals.get(digest, digest)
            if original not in seen:
                yield Archived(original, sealed.size(path), path), None, {}


def give_back(settings: Settings, paths: Iterable[Path] | None = None) -> tuple[Path, ...]:
    """Put redacted successors in the place of what still lies in the folders of deliveries.

    Of `paths`, or of everything delivered. Their times stay. Returns the files that belong to
    somebody else and could not be replaced.
    """
    known = redactions.known(settings.archive)
    if not known.successors:
        return ()
    refused = []
    for path in sorted(settings.extracts.glob("*/*") if paths is None else paths):
        if path.is_symlink() or not path.is_file():
            continue
        digest = sha256(path)
        original = known.originals.get(digest, digest)
        newest = known.successors.get(original, digest)
        if newest != digest and not _replace(path, archive.locate(newest, settings.archive)):
            refused.append(path)
    return tuple(refused)


def _replace(path: Path, by: Path) -> bool:
    draft = path.with_name(f".{path.name}.redacted")
    about = path.stat()
    try:
        with draft.open("wb") as out:
            out.writelines(sealed.chunks(by))
        draft.chmod(about.st_mode & 0o777)
        os.utime(draft, ns=(about.st_atime_ns, about.st_mtime_ns))
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        return False
    return True
