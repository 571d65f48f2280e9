"""The feeds that the product reads, from their contracts: `models/feeds/feed_<feed>.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from orchestration.settings import DBT_PACKAGE

PREFIX = "feed_"


@dataclass(frozen=True)
class FeedColumn:
    """A column of a feed, as the product asks for it."""

    data_type: str
    description: str
    is_required: bool
    # Whether a row that lacks it is dated by the delivery that first showed it.
    is_dated_by_sight: bool
    default: str | None
    # The rule that knows its words: what it does not know is held and listed. `own`: words of the
    # department, which describe and decide nothing. None where it has no words.
    words: str | None
    is_personal: bool
    # The column of the raw table that a declared feed takes it from without being told.
    landed_as: str | None


def known(package: Path = DBT_PACKAGE) -> tuple[str, ...]:
    """Every feed that the product reads, in alphabetical order."""
    paths = (package / "models" / "feeds").glob(f"{PREFIX}*.sql")
    return tuple(sorted(path.stem.removeprefix(PREFIX) for path in paths))


@cache
def columns(feed: str, package: Path = DBT_PACKAGE) -> dict[str, FeedColumn]:
    """The columns of a feed by name, from its contract."""
    path = package / "models" / "feeds" / f"{PREFIX}{feed}.yml"
    [said] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["models"]
    found = {}
    for column in said["columns"]:
        meta = (column.get("config") or {}).get("meta", {})
        found[column["name"]] = FeedColumn(
            column["data_type"],
            column["description"],
            meta.get("required") is True,
            bool(meta.get("by_sight")),
            meta.get("default"),
            meta.get("words"),
            "pii" in meta,
            meta.get("landed_as"),
        )
    return found
