"""A file that may have ended an earlier run is read in a process of its own first.

Before a file is read its hash is written down, and struck out afterwards. A hash that still stands
there at the next run, or when a step is tried again, is of a file during which the process or the
engine died: it is read in a child, within limits, and where the child dies too, the file is
quarantined and the run goes on. Files that never did harm cost two small writes.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration import private
from orchestration.company.departments import Extract
from orchestration.landing.archive import Archived
from orchestration.landing.receipts import QuarantineError
from orchestration.settings import PROJECT, Settings

SECONDS = 600
# The engine itself has failed: nothing more can be asked of it before it is opened again.
DEATHS = (duckdb.FatalException, duckdb.InternalException)


@contextmanager
def noted(extract: Extract, archived: Archived, settings: Settings) -> Iterator[None]:
    """Hold a note that this file is being read; one that is found is of a run that died.

    Raises QuarantineError where the file ends a child process as well.
    """
    note = settings.build / "reading" / archived.sha256
    if note.exists():
        _try(extract, [archived], settings)
    with _standing(note, ""):
        yield


@contextmanager
def noted_together(extract: Extract, hashes: Sequence[str], settings: Settings) -> Iterator[None]:
    """Hold a note that these files are being read together."""
    with _standing(_together(extract, settings), "\n".join(hashes)):
        yield


@contextmanager
def _standing(note: Path, text: str) -> Iterator[None]:
    """Hold a note, which stays where process or engine died; any other error is no death."""
    private.folder(note.parent)
    private.write(note, text)
    try:
        yield
    except DEATHS:
        raise
    except BaseException:
        note.unlink(missing_ok=True)
        raise
    note.unlink(missing_ok=True)


def noted_alone(settings: Settings) -> frozenset[str]:
    """Hashes of the files that were being read alone when a process died."""
    folder = settings.build / "reading"
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


def suspected(extract: Extract, settings: Settings) -> frozenset[str]:
    """Hashes of the files that were being read together when a process died."""
    note = _together(extract, settings)
    return frozenset(note.read_text("utf-8").split()) if note.exists() else frozenset()


def deadly(
    extract: Extract, suspects: Sequence[Archived], settings: Settings
) -> tuple[Archived, ...]:
    """Those of the suspects that end a child process, found by halving; each is noted."""
    try:
        _try(extract, suspects, settings)
    except QuarantineError:
        if len(suspects) == 1:
            private.write(settings.build / "reading" / suspects[0].sha256, "")
            return tuple(suspects)
        half = len(suspects) // 2
        return (
            *deadly(extract, suspects[:half], settings),
            *deadly(extract, suspects[half:], settings),
        )
    return ()


def _together(extract: Extract, settings: Settings) -> Path:
    return settings.build / "reading" / f"{extract.name}.together"


def _try(extract: Extract, archived: Sequence[Archived], settings: Settings) -> None:
    """Read files in a child. Raises QuarantineError where the child dies or takes too long."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "orchestration.landing.probe_child"],
            input=pickle.dumps((extract, list(archived), settings)),
            cwd=PROJECT,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise QuarantineError(f"Reading the file takes more than {SECONDS} seconds.") from None
    if child.returncode:
        how = f"signal {-child.returncode}" if child.returncode < 0 else "an error of the reader"
        raise QuarantineError(f"Reading the file ended the process ({how}).")
