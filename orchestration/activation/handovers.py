"""What was handed over: to whom, what, when and in which files, without saying whom it was about.

An erasure tells these recipients (GDPR Art. 19), and takes the person out of the files that are
still there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from orchestration import journal
from orchestration.settings import Settings

NAME = "handovers"


def note(settings: Settings, to: str, what: str, on: date, files: Iterable[Path]) -> None:
    """Write down that files were handed over. Raises OSError when the disk is full."""
    journal.of(settings, NAME).append(
        [
            {
                "event": "handed_over",
                "to": to,
                "what": what,
                "on": on.isoformat(),
                "files": [str(path.resolve()) for path in files],
            }
        ]
    )


def every(settings: Settings) -> tuple[tuple[str, str, date], ...]:
    """(to, what, last on) of everything that was handed over."""
    found: dict[tuple[str, str], date] = {}
    for event in journal.of(settings, NAME).events():
        key, on = (event["to"], event["what"]), date.fromisoformat(event["on"])
        found[key] = max(on, found.get(key, on))
    return tuple((to, what, on) for (to, what), on in sorted(found.items()))


def files(settings: Settings) -> tuple[Path, ...]:
    """The files that were handed over and still lie where they were written."""
    named = {
        Path(name)
        for event in journal.of(settings, NAME).events()
        for name in event.get("files", ())
    }
    return tuple(sorted(path for path in named if path.is_file() and not path.is_symlink()))
