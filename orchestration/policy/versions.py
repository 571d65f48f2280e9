"""The versions that the policy seeds name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.settings import DBT_PROJECT

# As macro `lifecycle_seeds` has them; a test compares the two.
SEEDS = ("lifecycle_windows", "qualifying_purchases", "ended_by_rules")


class UnknownVersionError(LookupError):
    """No seed names this version; the message lists those that are named."""


@dataclass(frozen=True)
class Version:
    """A version of the lifecycle policy; `last` is the day before it ends, None while open."""

    name: str
    first: date
    last: date | None
    lines: tuple[str, ...]


def known(project: Path = DBT_PROJECT) -> tuple[Version, ...]:
    """Every version that a lifecycle seed names, in order of first day, then name."""
    seeds = " union all by name ".join(
        "from read_csv('{}', types = {{'policy_version': 'varchar', 'valid_from': 'date', "
        "'valid_to': 'date'}})".format(str(_seed(project, seed)).replace("'", "''"))
        for seed in SEEDS
    )
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"""
            select policy_version, min(valid_from),
                case when count(*) = count(valid_to) then max(valid_to) - 1 end,
                list(distinct line_of_business order by line_of_business)
            from ({seeds})
            group by policy_version
            order by min(valid_from), length(policy_version), policy_version
            """
        ).fetchall()
    return tuple(Version(name, first, last, tuple(lines)) for name, first, last, lines in rows)


def named(name: str, project: Path = DBT_PROJECT) -> Version:
    """The version of that name. Raises UnknownVersionError."""
    versions = known(project)
    for version in versions:
        if version.name == name:
            return version
    raise UnknownVersionError(
        f"No lifecycle seed in {project / 'seeds' / 'policies'} names version {name!r}; there are: "
        f"{', '.join(version.name for version in versions)}."
    )


def _seed(project: Path, seed: str) -> Path:
    return project / "seeds" / "policies" / f"{seed}.csv"
