"""Which feeds a company's departments provide, read from the files of its folder.

A department provides a feed with a model `departments/<department>/feed_<department>__<feed>.sql`;
what a feed must look like is its contract, `models/feeds/feed_<feed>.yml` of the product.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.company.errors import CompanyError
from orchestration.settings import DBT_PACKAGE

_PREFIX = "feed_"


class FeedError(CompanyError):
    """A company provides a feed that the product does not know; the message names the file."""


def known(package: Path = DBT_PACKAGE) -> tuple[str, ...]:
    """Every feed that the product reads, in alphabetical order."""
    paths = (package / "models" / "feeds").glob(f"{_PREFIX}*.sql")
    return tuple(sorted(path.stem.removeprefix(_PREFIX) for path in paths))


def provided(company: Path) -> dict[str, tuple[str, ...]]:
    """The departments that provide each feed, in alphabetical order; feeds that nobody provides
    are left out.

    Raises FeedError for a feed that the product does not know, or a file named after another
    department than its folder.
    """
    feeds = known()
    found: dict[str, list[str]] = {}
    for path in sorted((company / "departments").glob(f"*/{_PREFIX}*.sql")):
        department, _, feed = path.stem.removeprefix(_PREFIX).partition("__")
        if department != path.parent.name:
            raise FeedError(
                f"{path}: a feed of this folder is named {_PREFIX}{path.parent.name}__<feed>.sql."
            )
        if feed not in feeds:
            raise FeedError(f"{path}: there is no feed {feed!r}. There are: {', '.join(feeds)}.")
        found.setdefault(feed, []).append(department)
    return {feed: tuple(departments) for feed, departments in sorted(found.items())}
