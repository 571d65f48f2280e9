"""Which feeds a company's departments provide, read from the files of its folder.

A department provides a feed with the word `feeds` at a table of its contract, or with a model
`departments/<department>/feed_<department>__<feed>.sql`; what a feed must look like is its
contract, `models/feeds/feed_<feed>.yml` of the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from orchestration.company.contract import Department, Extract
from orchestration.company.errors import CompanyError
from orchestration.company.mapped import FeedRows
from orchestration.settings import DBT_PACKAGE

_PREFIX = "feed_"


class FeedError(CompanyError):
    """A company provides a feed that the product does not know; the message names the file."""


@dataclass(frozen=True)
class FeedColumn:
    """A column of a feed, as the product asks for it."""

    data_type: str
    description: str
    is_required: bool
    default: str | None


def known(package: Path = DBT_PACKAGE) -> tuple[str, ...]:
    """Every feed that the product reads, in alphabetical order."""
    paths = (package / "models" / "feeds").glob(f"{_PREFIX}*.sql")
    return tuple(sorted(path.stem.removeprefix(_PREFIX) for path in paths))


@cache
def columns(feed: str, package: Path = DBT_PACKAGE) -> dict[str, FeedColumn]:
    """The columns of a feed by name, from its contract."""
    path = package / "models" / "feeds" / f"{_PREFIX}{feed}.yml"
    [said] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["models"]
    found = {}
    for column in said["columns"]:
        meta = (column.get("config") or {}).get("meta", {})
        found[column["name"]] = FeedColumn(
            column["data_type"],
            column["description"],
            meta.get("required") is True,
            meta.get("default"),
        )
    return found


def provided(company: Path) -> dict[str, tuple[str, ...]]:
    """The departments that provide each feed, in alphabetical order; feeds that nobody provides
    are left out.

    Raises FeedError for a feed that the product does not know, a file named after another
    department than its folder, or a feed that both a file and a contract give.
    """
    feeds = known()
    found = {(feed, department.name) for department, feed in declared(company)}
    for path in sorted((company / "departments").glob(f"*/{_PREFIX}*.sql")):
        department, _, feed = path.stem.removeprefix(_PREFIX).partition("__")
        if department != path.parent.name:
            raise FeedError(
                f"{path}: a feed of this folder is named {_PREFIX}{path.parent.name}__<feed>.sql."
            )
        if feed not in feeds:
            raise FeedError(f"{path}: there is no feed {feed!r}. There are: {', '.join(feeds)}.")
        if (feed, department) in found:
            raise FeedError(
                f"{path}: _{department}.yml gives the feed {feed} as well, under feeds of a table; "
                "let one of the two do it."
            )
        found.add((feed, department))
    names = sorted({feed for feed, _ in found})
    return {name: tuple(sorted(who for feed, who in found if feed == name)) for name in names}


def declared(company: Path) -> dict[tuple[Department, str], list[tuple[Extract, FeedRows]]]:
    """What contracts say of feeds, by department and feed: the tables and the rows they give.

    Rows that are declared wrongly are left out; what else a wrong contract declares stays, as what
    the department has landed stays.
    """
    from orchestration import departments

    found: dict[tuple[Department, str], list[tuple[Extract, FeedRows]]] = {}
    for department in departments.departments(company):
        wrong = {mistake.thing for mistake in department.mistakes}
        for extract in department.extracts:
            for rows in extract.feeds:
                if f"{extract.table}.{rows.feed}" in wrong:
                    continue
                found.setdefault((department, rows.feed), []).append((extract, rows))
    return found
