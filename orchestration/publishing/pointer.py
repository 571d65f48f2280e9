"""The published builds: their manifests, the pointer `current`, and which of them are kept."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from orchestration import pointed, private
from orchestration.publishing.errors import PublishError
from orchestration.publishing.snapshot import DATABASE, PARQUET
from orchestration.settings import Settings

MANIFEST = "manifest.json"
PARTIAL = ".partial"
_WITHDRAWN = "withdrawn"
_SEEN = "seen"
_LOG = logging.getLogger(__name__)

# A build goes when this many newer ones exist and it is older than this: a reader that found a
# Parquet file in a manifest has that long to open it.
KEEP_BUILDS = 5
KEEP_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class PublishedMart:
    """One mart of a build: its Parquet file (absolute path), rows and the file's sha256."""

    name: str
    rows: int
    path: Path
    sha256: str


@dataclass(frozen=True)
class Published:
    """One published build; `built_at` is UTC, paths are absolute."""

    build_id: str
    run_id: str
    built_at: datetime
    database: Path
    database_sha256: str
    marts: tuple[PublishedMart, ...]

    @property
    def folder(self) -> Path:
        return self.database.parent


def write_manifest(build: Published, folder: Path) -> None:
    """Write `manifest.json`, the last file of a build; a build without one is no build."""
    content = {
        "build_id": build.build_id,
        "run_id": build.run_id,
        "built_at": str(build.built_at),
        "database": str(build.database.relative_to(build.folder)),
        "database_sha256": build.database_sha256,
        "marts": [
            {
                "name": mart.name,
                "rows": mart.rows,
                "path": str(mart.path.relative_to(build.folder)),
                "sha256": mart.sha256,
            }
            for mart in build.marts
        ],
    }
    private.write(folder / MANIFEST, json.dumps(content, indent=2) + "\n")


def read_manifest(folder: Path) -> Published:
    """Read the manifest of one build's folder; its files are those beside it.

    A manifest of an older version holds absolute paths of where it was written; of these only the
    names count. Raises PublishError where it cannot be read, or names a file that is elsewhere.
    """
    folder = folder.resolve()
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        marts = tuple(
            PublishedMart(mart["name"], mart["rows"], _beside(folder, mart["path"]), mart["sha256"])
            for mart in content["marts"]
        )
        return Published(
            content["build_id"],
            content["run_id"],
            datetime.fromisoformat(content["built_at"]),
            _beside(folder, content["database"]),
            content["database_sha256"],
            marts,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PublishError(
            f"The manifest in {folder} is damaged ({type(error).__name__}: {error})."
        ) from error


def _beside(folder: Path, written: str) -> Path:
    """The file of a build that its manifest names. Raises ValueError where it lies elsewhere."""
    named = Path(written)
    if named.is_absolute():
        named = Path("" if named.name == DATABASE else PARQUET, named.name)
    found = folder / named
    if found.is_symlink() or found.resolve().parent not in (folder, folder / PARQUET):
        raise ValueError(f"{written} is not beside it")
    return found


def home(settings: Settings) -> Path:
    """The folder of the builds. Raises PublishError where a link leads it elsewhere."""
    folder = settings.published / "builds"
    if folder.is_symlink():
        raise PublishError(f"{folder} is a link; builds are written to a folder of their own only.")
    return folder


def builds(settings: Settings) -> tuple[Published, ...]:
    """Every whole build that is kept, oldest first; links, and what is damaged, are none."""
    whole = []
    for path in home(settings).glob(f"*/{MANIFEST}"):
        if path.parent.suffix == PARTIAL or path.parent.is_symlink():
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


def point_to(settings: Settings, build: Published) -> None:
    """Swap `published/current` to a build, in one rename that survives a power cut."""
    pointer = settings.published / "current"
    if pointer.is_dir() and not pointer.is_symlink():
        raise PublishError(f"{pointer} is a folder, not a link: a copy was made that way. Move it.")
    staged = settings.published / f".current.{os.getpid()}"
    staged.unlink(missing_ok=True)
    staged.symlink_to(Path("builds") / build.folder.name, target_is_directory=True)
    staged.replace(pointer)
    sync(settings.published)
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

    What cannot be deleted stays until the next time: readers have the new build either way.
    """
    kept = current(settings)
    for build in builds(settings)[:-KEEP_BUILDS]:
        if now - build.built_at > KEEP_FOR and kept and build.folder != kept.folder:
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
        readers = private.group_of(settings)
        for folder in (settings.published, home(settings)):
            private.share(folder, readers)
    except (OSError, ValueError) as error:
        raise PublishError(f"{settings.published} cannot be made ready: {error}") from error
    with (settings.published / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sync(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
