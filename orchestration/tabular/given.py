"""Which files a user means by a path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

# The longest line or row that a reader takes, in bytes; DuckDB and Python hold one whole.
LONGEST = 64 << 20


class UnreadableTableError(ValueError):
    """What was given is no table that can be read whole; the message says why, without a value."""


def files_of(given: Path | Sequence[Path]) -> tuple[Path, ...]:
    """The files of a path, in the order of their names: a file, a folder's files, or a pattern's.

    Hidden files and folders within a folder are left out. Raises UnreadableTableError where there
    is none.
    """
    if not isinstance(given, Path):
        return tuple(dict.fromkeys(file for path in given for file in files_of(path)))
    if given.is_file():
        return (given,)
    if given.is_dir():
        found = sorted(given.iterdir())
    else:
        place = next((n for n, part in enumerate(given.parts) if set(part) & set("*?[")), None)
        if place is None:
            raise UnreadableTableError(f"There is no file {given}.")
        found = sorted(Path(*given.parts[:place]).glob(str(Path(*given.parts[place:]))))
    files = tuple(file for file in found if file.is_file() and not file.name.startswith("."))
    if not files:
        raise UnreadableTableError(f"There is no file in {given}.")
    return files
