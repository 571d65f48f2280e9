"""A file that may have ended an earlier run is read in a process of its own first.

Before a file is read its hash is written down, and struck out afterwards. A hash that still stands
there at the next run is of a file during which the process died: it is read in a child, within
limits, and where the child dies too, the file is quarantined and the run goes on. Files that never
did harm cost two small writes.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration import private
from orchestration.company.departments import Extract
from orchestration.landing.archive import Archived
from orchestration.landing.receipts import QuarantineError
from orchestration.settings import PROJECT, Settings

SECONDS = 600


@contextmanager
def noted(extract: Extract, archived: Archived, settings: Settings) -> Iterator[None]:
    """Hold a note that this file is being read; one that is found is of a run that died.

    Raises QuarantineError where the file ends a child process as well.
    """
    note = settings.build / "reading" / archived.sha256
    if note.exists():
        _try(extract, archived, settings)
    private.folder(note.parent)
    private.write(note, "")
    try:
        yield
    finally:  # an error is no death
        note.unlink(missing_ok=True)


def _try(extract: Extract, archived: Archived, settings: Settings) -> None:
    """Read the file in a child. Raises QuarantineError where the child dies or takes too long."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "orchestration.landing.probe_child"],
            input=pickle.dumps((extract, archived, settings)),
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
