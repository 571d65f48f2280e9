"""Where an extract comes from: a folder, a bucket or a database; and whether it is copied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

SOURCES = ("folder", "s3", "postgres")
MODES = ("copy", "attach")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(frozen=True)
class Origin:
    """What a contract says of an extract's origin.

    `location` names the environment variable that holds the bucket or database, so that neither
    stands in the project. With mode `attach` the source is queried where it lives.
    """

    source: str = "folder"
    location: str = ""
    mode: str = "copy"

    @property
    def is_attached(self) -> bool:
        return self.mode == "attach"

    @property
    def format(self) -> str | None:
        """The format the origin implies, if any."""
        return "parquet" if self.source == "postgres" else None

    @classmethod
    def of(cls, department: dict[str, Any], table: dict[str, Any]) -> Origin:
        """Read it from the `meta` of a table; its department's stands where it says nothing.

        Raises ValueError in the words of the contract.
        """
        said = department | table
        found = cls(
            said.get("source", "folder"), said.get("location", ""), said.get("mode", "copy")
        )
        if found.source not in SOURCES:
            raise ValueError(f"source {found.source!r} is none of {', '.join(SOURCES)}.")
        if found.source != "folder" and not VARIABLE.fullmatch(found.location):
            raise ValueError("location must name the environment variable that holds it.")
        if found.format and table.get("format", found.format) != found.format:
            raise ValueError("rows of a database are kept as parquet and in no other format.")
        if found.mode not in MODES or (found.is_attached and found.source != "postgres"):
            raise ValueError("mode is copy, or for a postgres source attach.")
        return found


FOLDER = Origin()
