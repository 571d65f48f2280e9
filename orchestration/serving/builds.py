"""The builds that are kept, from their manifests. Light: publishing itself loads every gate."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration import pointed
from orchestration.settings import Settings


@dataclass(frozen=True)
class Kept:
    """A build that is kept; `rows` are those of all its marts."""

    build_id: str
    built_at: datetime
    marts: int
    rows: int
    is_current: bool
    is_withdrawn: bool


def kept(settings: Settings) -> tuple[Kept, ...]:
    """Every whole build, the newest first; what is damaged or not yet published is none."""
    try:
        current = pointed.folder(settings.published)
    except pointed.PointerError:
        current = None
    found = [
        one
        for path in (settings.published / "builds").glob("*/manifest.json")
        if not path.parent.is_symlink() and "." not in path.parent.name
        if (one := _read(path, current)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.built_at, one.build_id), reverse=True))


def _read(path: Path, current: Path | None) -> Kept | None:
    try:
        said = json.loads(path.read_text("utf-8"))
        return Kept(
            str(said["build_id"]),
            datetime.fromisoformat(said["built_at"]),
            len(said["marts"]),
            sum(int(mart["rows"]) for mart in said["marts"]),
            path.parent.resolve() == current,
            (path.parent / "withdrawn").exists(),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
