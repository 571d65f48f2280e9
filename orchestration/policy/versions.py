"""The versions that the policy seeds name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.company import rules
from orchestration.settings import Settings

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


def known(settings: Settings | None = None) -> tuple[Version, ...]:
    """Every version that a lifecycle seed names, in order of first day, then name."""
    rows = [
        row for seed in SEEDS for row in rules.rows(seed, settings.company if settings else None)
    ]
    named = (_version(name, rows) for name in {row["policy_version"] for row in rows})
    return tuple(sorted(named, key=lambda found: (found.first, len(found.name), found.name)))


def _version(name: str, rows: list[dict[str, str]]) -> Version:
    own = [row for row in rows if row["policy_version"] == name]
    ends = [row["valid_to"] for row in own]
    return Version(
        name,
        first=date.fromisoformat(min(row["valid_from"] for row in own)),
        last=date.fromisoformat(max(ends)) - timedelta(days=1) if all(ends) else None,
        lines=tuple(sorted({row["line_of_business"] for row in own})),
    )


def named(name: str, settings: Settings | None = None) -> Version:
    """The version of that name. Raises UnknownVersionError."""
    versions = known(settings)
    for version in versions:
        if version.name == name:
            return version
    raise UnknownVersionError(
        f"No lifecycle rule names version {name!r}; there are: "
        f"{', '.join(version.name for version in versions)}."
    )
