"""One digest of many files: whether anything in a folder is another than before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_NO_SOURCE = {"__pycache__", "target", "logs"}


def of(root: Path, places: Iterable[str | Path]) -> str:
    """A digest over names and contents of all files in `places`, relative to or in `root`."""
    digest = hashlib.sha256()
    for place in places:
        for file in sorted([root / place, *(root / place).rglob("*")]):
            if file.is_file() and _NO_SOURCE.isdisjoint(file.parts):
                digest.update(f"{file.relative_to(root)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
