"""Where the pointer `published/current` leads. Light, because every reader starts here."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from orchestration import private

_DATABASE, _MANIFEST = "c360.duckdb", "manifest.json"
_NOTE = "intact.json"
_NOTES_KEPT = 20
_known: dict[str, str] = {}


class PointerError(RuntimeError):
    """What is published cannot be followed or trusted; the message says where to look."""


def folder(published: Path) -> Path | None:
    """The real folder of the build that readers see; None where there is none.

    A folder may be copied, moved or mounted anywhere, so only what lies in its own `builds/` is
    one of its builds (or `current` itself, where a copy has put a folder in the link's place).
    Raises PointerError where the pointer leads anywhere else.
    """
    pointer = published / "current"
    if not pointer.exists():
        return None
    found, home = pointer.resolve(), published.resolve()
    if found != home / "current" and found.parent != home / "builds":
        raise PointerError(f"{pointer} leads out of {published / 'builds'}, so it is not followed.")
    return found


def intact(build: Path, notes: Path) -> Path:
    """The database of a build's folder, once it is known to be the one that was published.

    Its sha256 is taken once; after that the file counts as the same while inode, size and time of
    change are, which is noted in the folder `notes` where there is one. Raises PointerError where
    the file is another, is a link, is not there, or has a log beside it that would be replayed.
    """
    path = build / _DATABASE
    try:
        expected = str(json.loads((build / _MANIFEST).read_text("utf-8"))["database_sha256"])
        about = path.lstat()
        is_plain = path.is_file() and not path.is_symlink()
    except (OSError, ValueError, KeyError) as error:
        raise PointerError(f"The build in {build} is damaged ({type(error).__name__}).") from error
    if not is_plain or path.with_name(f"{_DATABASE}.wal").exists():
        raise PointerError(f"{path} is not the file that was published, so it is not read.")
    state = f"{about.st_dev}:{about.st_ino}:{about.st_size}:{about.st_mtime_ns}:{about.st_ctime_ns}"
    if _known.get(state) != expected and _noted(notes).get(state) != expected:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise PointerError(
                    f"{path} is not the file that was published, so it is not read. Go back one "
                    "build with: customer360 rollback, or run again."
                )
        _note(notes, state, expected)
    _known[state] = expected
    return path


def _noted(notes: Path) -> dict[str, str]:
    try:
        found = json.loads((notes / _NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _note(notes: Path, state: str, sha256: str) -> None:
    if notes.is_dir():
        kept = [*_noted(notes).items()][-_NOTES_KEPT:]
        with suppress(OSError):  # then the next process takes the hash once more
            draft = notes / f".{_NOTE}"
            private.write(draft, json.dumps(dict([*kept, (state, sha256)])))
            draft.replace(notes / _NOTE)
