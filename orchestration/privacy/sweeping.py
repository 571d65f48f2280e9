"""What derives from the archive and would still hold an erased person: taken away to be remade."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration import publishing
from orchestration.publishing import pointer
from orchestration.settings import Settings
from orchestration.warehouse import LOCK

# Nothing of a person is in these: a lock, the numbers of alerts, the parsed project.
_STAYS = frozenset({LOCK, "alerts", "dbt_packages"})


def build(settings: Settings) -> int:
    """Empty the build folder: warehouse, history, pages, logs, spill; returns how many entries.

    Call it while the warehouse is held. The next run makes everything anew from the archive.
    """
    entries = [one for one in settings.build.glob("*") if one.name not in _STAYS]
    for entry in sorted(entries, key=lambda one: one.name):
        _remove(entry)
    return len(entries)


def older_builds(settings: Settings) -> int:
    """Delete every published build but the current one; returns how many."""
    now = publishing.current(settings)
    if now is None:
        return 0
    gone = 0
    with pointer.alone(settings):
        pointer.clear_candidates(settings)
        pointer.clear_half_built(settings)
        for folder in sorted(pointer.home(settings).glob("*")):
            if folder.is_dir() and folder.resolve() != now.folder.resolve():
                pointer.discard(settings, folder)
                gone += 1
    return gone


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
