"""Where the pointer `published/current` leads. Light, because every reader starts here."""

from __future__ import annotations

from pathlib import Path


class PointerError(RuntimeError):
    """The pointer leads out of its own folder; the message says where to look."""


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
