"""The record of processing (GDPR Art. 30): what of whom, for what, how long, and who gets it.

Made of what rules the house already: contracts name tables, custodians and personal columns,
`processing.csv` purpose and lawful basis, `retention.csv` and `erasure.csv` how long and what then,
and the lineage of what each role may see tells who gets something of a table. What no rule says is
left out of none of them: it reads *not stated*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

import duckdb

from orchestration import queries
from orchestration.activation import roles
from orchestration.company import profile, rules
from orchestration.company.departments import Extract, sound_extracts
from orchestration.lineage import Lineage
from orchestration.privacy import fates, retaining
from orchestration.publishing import role_snapshots
from orchestration.publishing.snapshot import descriptions
from orchestration.settings import Settings

RULE = "processing"
NOT_STATED = "not stated"
_CARD = "marts.customer_360"


@dataclass(frozen=True)
class Processing:
    """One table of a department.

    `personal` are the kinds of personal data in it, `keep_days` None where no limit is set;
    `recipients` are the roles that see something computed from it.
    """

    table: str
    custodian: str
    description: str
    feeds: tuple[str, ...]
    personal: tuple[str, ...]
    purposes: tuple[str, ...]
    lawful_bases: tuple[str, ...]
    keep_days: int | None
    then: str
    why_kept: str
    on_erasure: str
    why_erased: str
    recipients: tuple[str, ...]


def record(settings: Settings, lineage: Lineage, day: date) -> tuple[Processing, ...]:
    """Every table of every department, by the rules in force on a day, in alphabetical order.

    Raises fates.FateError for a rule that cannot be followed.
    """
    stated = {row["feed"]: row for row in rules.in_force(RULE, day)}
    limits = {limit.table: limit for limit in retaining.limits(settings, day)}
    seen = recipients(settings, lineage, day)
    found = []
    for extract in sorted(sound_extracts(), key=lambda one: one.name):
        fate, limit = fates.of(settings, extract.name), limits.get(extract.name)
        said = [stated[feed] for feed in fate.feeds if feed in stated]
        found.append(
            Processing(
                extract.name,
                extract.owner,
                extract.description,
                fate.feeds,
                _personal(extract),
                _each(row["purpose"] for row in said),
                _each(row["lawful_basis"] for row in said),
                limit.keep_days if limit else None,
                limit.then if limit else "delete",
                limit.why if limit else fates.NO_PURPOSE,
                fate.action,
                fate.reason,
                tuple(sorted(role for role, tables in seen.items() if extract.name in tables)),
            )
        )
    return tuple(found)


def write(connection: duckdb.DuckDBPyConnection, found: Iterable[Processing]) -> None:
    """Write `marts.processing_record`, whose columns are described in the marts' YAML."""
    rows = []
    for one in found:
        row = asdict(one)
        department, _, named = row.pop("table").removeprefix("raw_").partition(".")
        rows.append({"department": department, "named": named, **row})
    queries.run(connection, __file__, "processing_record.sql", {"found": rows})


def recipients(settings: Settings, lineage: Lineage, day: date) -> dict[str, frozenset[str]]:
    """Each role to the tables that values which it may see are made of.

    Every role sees its columns of a customer; one with a snapshot of its own, that snapshot too.
    """
    named = sorted({row["role"] for row in rules.in_force("role_columns", day)})
    shown = {role: {(_CARD, column) for column in roles.columns(role, day)} for role in named}
    described = descriptions(settings.dbt_target)
    for role in set(profile.read(settings.company).role_snapshots) & shown.keys():
        held = role_snapshots.shown(role, day, described)
        shown[role] |= {(f"marts.{mart}", column) for mart in held for column in held[mart]}
    return {
        role: frozenset(
            table
            for column in columns
            for (table, _), gives_value in lineage.sources(column).items()
            if gives_value
        )
        for role, columns in shown.items()
    }


def _personal(extract: Extract) -> tuple[str, ...]:
    return tuple(sorted({column.pii for column in extract.columns if column.pii}))


def _each(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in found if one)) or (NOT_STATED,)
