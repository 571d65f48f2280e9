"""The published builds: their manifests, the pointer `current`, and which of them are kept."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from orchestration.publishing.errors import PublishError
from orchestration.settings import Settings

MANIFEST = "manifest.json"
PARTIAL = ".partial"
_WITHDRAWN = "withdrawn"

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
    content = json.dumps(asdict(build), indent=2, default=str) + "\n"
    (folder / MANIFEST).write_text(content, encoding="utf-8")


def read_manifest(folder: Path) -> Published:
    """Read the manifest of one build's folder."""
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    marts = tuple(
        PublishedMart(mart["name"], mart["rows"], Path(mart["path"]), mart["sha256"])
        for mart in content["marts"]
    )
    return Published(
        content["build_id"],
        content["run_id"],
        datetime.fromisoformat(content["built_at"]),
        Path(content["database"]),
        content["database_sha256"],
        marts,
    )


def builds(settings: Settings) -> tuple[Published, ...]:
    """Every whole build that is kept, oldest first."""
    found = (settings.published / "builds").glob(f"*/{MANIFEST}")
    whole = [read_manifest(path.parent) for path in found if path.parent.suffix != PARTIAL]
    return tuple(sorted(whole, key=lambda build: (build.built_at, build.build_id)))


def current(settings: Settings) -> Published | None:
    """The build that readers see, or None before the first publish."""
    pointer = settings.published / "current"
    return read_manifest(pointer) if pointer.exists() else None


def was_published(settings: Settings, build_id: str) -> bool:
    """Whether readers see, or have seen, the build of that name.

    A publish killed just before it moved the pointer leaves a whole build that nobody has seen: it
    is newer than the current one and was not rolled back from.
    """
    now = current(settings)
    return now is not None and any(
        (build.built_at, build.build_id) <= (now.built_at, now.build_id)
        or (build.folder / _WITHDRAWN).exists()
        for build in builds(settings)
        if build.build_id == build_id
    )


def point_to(settings: Settings, build: Published) -> None:
    """Swap `published/current` to a build, in one rename that survives a power cut."""
    staged = settings.published / f".current.{os.getpid()}"
    staged.unlink(missing_ok=True)
    staged.symlink_to(Path("builds") / build.build_id, target_is_directory=True)
    staged.replace(settings.published / "current")
    sync(settings.published)


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
    """Delete builds that are neither current, nor among the newest, nor young."""
    kept = current(settings)
    for build in builds(settings)[:-KEEP_BUILDS]:
        if now - build.built_at > KEEP_FOR and build != kept:
            shutil.rmtree(build.folder)


def clear_half_built(settings: Settings) -> None:
    """Delete what a killed publish left behind."""
    for folder in (settings.published / "builds").glob(f"*{PARTIAL}"):
        shutil.rmtree(folder)
    for staged in settings.published.glob(".current.*"):
        staged.unlink()


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One publish or rollback at a time; the kernel frees the lock when its holder dies."""
    settings.published.mkdir(parents=True, exist_ok=True)
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
