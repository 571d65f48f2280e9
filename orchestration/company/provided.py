"""Which feeds a company's departments provide, read from the files of its folder.

A department provides a feed with the word `feeds` at a table of its contract, or with a model
`departments/<department>/feed_<department>__<feed>.sql`; what a feed must look like is its
contract, see `feeds`.
"""

from __future__ import annotations

import re
from pathlib import Path

from orchestration.company.contract import Department, Extract
from orchestration.company.departments import departments
from orchestration.company.errors import CompanyError
from orchestration.company.feeds import PREFIX, known
from orchestration.company.mapped import FeedRows

_SOURCE = re.compile(r"source\(\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]")


class FeedError(CompanyError):
    """A company provides a feed that the product does not know; the message names the file."""


def providers(company: Path) -> dict[str, tuple[str, ...]]:
    """The departments that provide each feed, in alphabetical order; feeds that nobody provides
    are left out.

    Raises FeedError for a feed that the product does not know, a file named after another
    department than its folder, or a feed that both a file and a contract give.
    """
    feeds = known()
    found = {(feed, department.name) for department, feed in declared(company)}
    for path in sorted((company / "departments").glob(f"*/{PREFIX}*.sql")):
        department, _, feed = path.stem.removeprefix(PREFIX).partition("__")
        if department != path.parent.name:
            raise FeedError(
                f"{path}: a feed of this folder is named {PREFIX}{path.parent.name}__<feed>.sql."
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


def unread(company: Path) -> tuple[Extract, ...]:
    """Tables that land and tell nobody anything: they give no feed, and nothing looks them up.

    A table that a model of the company selects from is read, whatever becomes of it there.
    """
    found = departments(company)
    read = {
        name
        for department in found
        for extract in department.extracts
        for rows in extract.feeds
        for _, value in (*rows.values, ("", rows.where))
        for name in (value.path[:-1] if value else ())
    }
    for path in sorted((company / "departments").glob("*/*.sql")):
        read |= {f"{raw}.{table}" for raw, table in _SOURCE.findall(path.read_text("utf-8"))}
    return tuple(
        extract
        for department in found
        for extract in department.extracts
        if not (extract.feeds or extract.part_of or read & {extract.table, extract.name})
    )


def declared(company: Path) -> dict[tuple[Department, str], list[tuple[Extract, FeedRows]]]:
    """What contracts say of feeds, by department and feed: the tables and the rows they give.

    Rows that are declared wrongly are left out; what else a wrong contract declares stays, as what
    the department has landed stays.
    """
    found: dict[tuple[Department, str], list[tuple[Extract, FeedRows]]] = {}
    for department in departments(company):
        wrong = {mistake.thing for mistake in department.mistakes}
        for extract in department.extracts:
            for rows in extract.feeds:
                if f"{extract.table}.{rows.feed}" in wrong:
                    continue
                found.setdefault((department, rows.feed), []).append((extract, rows))
    return found
