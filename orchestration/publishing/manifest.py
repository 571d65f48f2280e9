"""The manifest of a build: which files it is made of, by paths that start where it lies itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration import private
from orchestration.publishing.errors import PublishError
from orchestration.publishing.snapshot import DATABASE, PARQUET

MANIFEST, VERDICT = "manifest.json", "verdict.json"


@dataclass(frozen=True)
class PublishedMart:
    """One mart of a build: its Parquet file (absolute path), rows and the file's sha256.

    `columns` are those readers use, without the build's stamps; an older manifest names none.
    """

    name: str
    rows: int
    path: Path
    sha256: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """One published build; `built_at` is UTC, paths are absolute.

    `currency` (ISO 4217) is that of every amount; a build of an older version does not say it.
    `of_roles` are the files of the roles' snapshots, each with its sha256.
    """

    build_id: str
    run_id: str
    built_at: datetime
    database: Path
    database_sha256: str
    marts: tuple[PublishedMart, ...]
    currency: str = ""
    of_roles: Mapping[Path, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.database.parent


def write_manifest(build: Published, folder: Path) -> None:
    """Write `manifest.json`, the last file of a build; a build without one is no build."""
    content = {
        "build_id": build.build_id,
        "run_id": build.run_id,
        "built_at": str(build.built_at),
        "currency": build.currency,
        "database": str(build.database.relative_to(build.folder)),
        "database_sha256": build.database_sha256,
        "marts": [
            {
                "name": mart.name,
                "rows": mart.rows,
                "path": str(mart.path.relative_to(build.folder)),
                "sha256": mart.sha256,
                "columns": list(mart.columns),
            }
            for mart in build.marts
        ],
        "of_roles": {
            str(path.relative_to(build.folder)): sha256 for path, sha256 in build.of_roles.items()
        },
        "verdict_sha256": _digest(folder / VERDICT),
    }
    draft = folder / f"{MANIFEST}.draft"
    private.write(draft, _text(content | {"sum": _sum(content)}))
    draft.replace(folder / MANIFEST)


def damaged(folder: Path) -> tuple[Path, ...]:
    """Which of a build's manifest and verdict are not as they were written.

    Of an older build's nothing is known. Raises PublishError where the manifest cannot be read.
    """
    manifest = folder / MANIFEST
    try:
        text = manifest.read_text(encoding="utf-8")
        said = json.loads(text)
        total, verdict = said.get("sum"), said.get("verdict_sha256")
    except (OSError, ValueError, AttributeError) as error:
        raise PublishError(f"The manifest in {folder} is damaged.") from error
    if total is None and verdict is None:
        return ()
    rest = {key: value for key, value in said.items() if key != "sum"}
    is_whole = text == _text(said) and total == _sum(rest)
    is_judged = verdict == _digest(folder / VERDICT)
    return (() if is_whole else (manifest,)) + (
        () if is_judged or not is_whole else (folder / VERDICT,)
    )


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2) + "\n"


def _sum(content: dict[str, Any]) -> str:
    return hashlib.sha256(_text(content).encode()).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def read_manifest(folder: Path) -> Published:
    """Read the manifest of one build's folder; its files are those beside it.

    A manifest of an older version holds absolute paths of where it was written; of these only the
    names count. Raises PublishError where it cannot be read, or names a file that is elsewhere.
    """
    folder = folder.resolve()
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        marts = tuple(
            PublishedMart(
                mart["name"],
                mart["rows"],
                _beside(folder, mart["path"]),
                mart["sha256"],
                tuple(mart.get("columns", ())),
            )
            for mart in content["marts"]
        )
        return Published(
            content["build_id"],
            content["run_id"],
            datetime.fromisoformat(content["built_at"]),
            _beside(folder, content["database"]),
            content["database_sha256"],
            marts,
            str(content.get("currency", "")),
            {
                _of_role(folder, path): str(sha256)
                for path, sha256 in content.get("of_roles", {}).items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PublishError(
            f"The manifest in {folder} is damaged ({type(error).__name__}: {error})."
        ) from error


def _of_role(folder: Path, written: str) -> Path:
    """A file of a role's snapshot. Raises ValueError where it lies outside of the build."""
    found = folder / written
    if found.is_symlink() or not found.resolve().is_relative_to(folder):
        raise ValueError(f"{written} is not within it")
    return found


def _beside(folder: Path, written: str) -> Path:
    """The file of a build that its manifest names. Raises ValueError where it lies elsewhere."""
    named = Path(written)
    if named.is_absolute():
        named = Path("" if named.name == DATABASE else PARQUET, named.name)
    found = folder / named
    if found.is_symlink() or found.resolve().parent not in (folder, folder / PARQUET):
        raise ValueError(f"{written} is not beside it")
    return found
