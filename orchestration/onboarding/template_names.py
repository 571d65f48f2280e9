"""The names of the templates alone: quick to read for the help of a command."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")


def names() -> tuple[str, ...]:
    """Every template, in alphabetical order."""
    return tuple(sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir()))
