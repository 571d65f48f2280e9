"""The published builds: their manifests, the pointer `current`, and which of them are kept."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from orchestration import at_rest, pointed, private
from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import MANIFEST, Published, read_manifest
from orchestration.settings import Settings

PARTIAL = ".partial"
CANDIDATE = ".candidate"
_BUILD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_WITHDRAWN = "withdrawn"
_SEEN = "seen"
_LOG = logging.getLogger(__name__)

# A build goes when this many newer ones exist and it is older than this: a reader that found a
# Parquet file in a manifest has that long to open it.
KEEP_BUILDS = 5
KEEP_FOR = timedelta(hours=1)


def home(settings: Settings) -> Path:
    """The folder of the builds. Raises PublishError where a link leads it elsewhere."""
    folder = settings.published / "builds"
    if folder.is_symlink():
        raise PublishError(f"{folder} is a link; builds are written to a folder of their own only.")
    return folder


def check_name(build_id: str) -> None:
    """Raises PublishError where a build's name cannot be a folder's."""
    if not _BUILD_ID.fullmatch(build_id):
        raise PublishError(f"{build_id!r} cannot be a build's name: letters, digits, - and _ only.")


def candidate(settings: Settings, build_id: str) -> Path:
    """Where the sealed candidate of a build lies until it is published."""
    return home(settings) / f"{build_id}{CANDIDATE}"


def builds(settings: Settings) -> tuple[Published, ...]:
    """Every whole build that is kept, oldest first; links, and what is damaged, are none."""
    whole = []
    for path in home(settings).glob(f"*/{MANIFEST}"):
        if path.parent.suffix in (PARTIAL, CANDIDATE) or path.parent.is_symlink():
            continue
        try:
            whole.append(read_manifest(path.parent))
        except PublishError as error:
            _LOG.warning("%s", error)
    return tuple(sorted(whole, key=lambda build: (build.built_at, build.build_id)))


def current(settings: Settings) -> Published | None:
    """The build that readers see, or None before the first publish.

    Raises PublishError where the pointer leads out of the folder, or the build is damaged.
    """
    try:
        folder = pointed.folder(settings.published)
    except pointed.PointerError as error:
        raise PublishError(str(error)) from error
    return read_manifest(folder) if folder else None


def readable(settings: Settings) -> Published | None:
    """The build that readers see, its database proven to be the one published; None without one.

    Raises PublishError as `current` does, and where the file is another.
    """
    build = current(settings)
    try:
        if build is not None:
            pointed.intact(build.folder, settings.build)
    except pointed.PointerError as error:
        raise PublishError(str(error)) from error
    return build


def repair(settings: Settings) -> Published | None:
    """Point to the build that readers saw last where the pointer is gone; return it, or None.

    Builds of an older version carry no mark that they were seen: of them it is the newest.
    """
    if not home(settings).is_dir() or (settings.published / "current").exists():
        return None
    with alone(settings):
        kept = [build for build in builds(settings) if not (build.folder / _WITHDRAWN).exists()]
        seen = [build for build in kept if (build.folder / _SEEN).exists()] or kept
        if seen:
            point_to(settings, seen[-1])
        return seen[-1] if seen else None


def was_published(settings: Settings, build_id: str) -> bool:
    """Whether readers see, or have seen, the build of that name.

    A publish killed just before it moved the pointer leaves a whole build that nobody has seen: it
    is newer than the current one and was not rolled back from.
    """
    now = current(settings)
    return now is not None and any(
        (build.built_at, build.build_id) <= (now.built_at, now.build_id)
        or (build.folder / _WITHDRAWN).exists()
        or (build.folder / _SEEN).exists()
        for build in builds(settings)
        if build.build_id == build_id
    )


def last_published_at(settings: Settings) -> datetime | None:
    """When the newest build that readers ever saw was built, also one that was rolled back from."""
    now = current(settings)
    seen = [
        build.built_at
        for build in builds(settings)
        if build == now or any((build.folder / mark).exists() for mark in (_SEEN, _WITHDRAWN))
    ]
    return max(seen, default=None)


def refuse_published(settings: Settings, build_id: str) -> None:
    """Raises PublishError when a build of that name has been published already."""
    if was_published(settings, build_id):
        raise PublishError(f"Build {build_id} has been published already.")


def point_to(settings: Settings, build: Published) -> None:
    """Swap `published/current` to a build, in one rename that survives a power cut."""
    pointer = settings.published / "current"
    if pointer.is_dir() and not pointer.is_symlink():
        raise PublishError(f"{pointer} is a folder, not a link: a copy was made that way. Move it.")
    staged = settings.published / f".current.{os.getpid()}"
    staged.unlink(missing_ok=True)
    staged.symlink_to(Path("builds") / build.folder.name, target_is_directory=True)
    staged.replace(pointer)
    private.sync(settings.published)
    with suppress(OSError):  # a mark for `repair`; the pointer has moved already
        (build.folder / _SEEN).touch()


def previous(settings: Settings) -> Published:
    """The newest build before the current one that nobody rolled back from.

    Raises PublishError when there is none.
    """
    now = current(settings)
    if now is None:
        raise PublishError("Nothing is published yet.")
    before = [
        build
        for build in builds(settings)
        if (build.built_at, build.build_id) < (now.built_at, now.build_id)
        and not (build.folder / _WITHDRAWN).exists()
    ]
    if not before:
        raise PublishError(f"There is no build before {now.build_id} to go back to.")
    return before[-1]


def withdraw(build: Published) -> None:
    """Mark a build as rolled back from, so that a later rollback does not return to it."""
    (build.folder / _WITHDRAWN).touch()


def prune(settings: Settings, now: datetime) -> None:
    """Delete builds that are neither current, nor among the newest, nor young.

    Those from before a key was set go at once.
    What cannot be deleted stays until the next time: readers have the new build either way.
    """
    kept = current(settings)
    found = builds(settings)
    old = [build for build in found[:-KEEP_BUILDS] if now - build.built_at > KEEP_FOR]
    if at_rest.key(at_rest.PUBLISHED):
        old += [build for build in found if not at_rest.is_encrypted(build.database)]
    for build in old:
        if kept and build.folder != kept.folder and build.folder.exists():
            _delete(settings, build.folder)


def _delete(settings: Settings, folder: Path) -> None:
    """Delete a folder right inside `builds/`, and nothing else whatever a manifest says."""
    if folder.is_symlink() or folder.parent.resolve() != home(settings).resolve():
        _LOG.warning("%s is not in %s, so it is left alone.", folder, home(settings))
        return
    try:
        shutil.rmtree(folder)
    except OSError as error:
        _LOG.warning("%s could not be deleted: %s.", folder, error.strerror)


def discard(settings: Settings, folder: Path) -> None:
    """Delete a build that nobody has seen and nobody may see."""
    _delete(settings, folder)


def clear_candidates(settings: Settings) -> None:
    """Delete what was sealed and never published."""
    for folder in home(settings).glob(f"*{CANDIDATE}"):
        _delete(settings, folder)


def clear_half_built(settings: Settings) -> None:
    """Delete what a killed publish left behind."""
    for folder in home(settings).glob(f"*{PARTIAL}"):
        _delete(settings, folder)
    for staged in settings.published.glob(".current.*"):
        staged.unlink()


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One publish or rollback at a time; the kernel frees the lock when its holder dies."""
    try:
        private.folder(home(settings))
        readers = private.readers_of(settings)
        for folder in (settings.published, home(settings)):
            private.share_published(folder, settings.published, readers)
    except (OSError, ValueError) as error:
        raise PublishError(f"{settings.published} cannot be made ready: {error}") from error
    with (settings.published / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
