"""What the columns of a contracted table say of people: ids, contacts, names, texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from orchestration.company.departments import Column, Extract, extracts
from orchestration.quoting import quoted

# What a contract calls personal (`pii`), and how its values are compared (`macros.sql`).
COMPARED = {
    "email": ("email", "compared_email"),
    "phone": ("phone", "compared_phone"),
    "identifier": ("identifier", "compared_identifier"),
    "handle": ("identifier", "compared_identifier"),
    "birth_date": ("birth", "compared_id"),
    "address": ("place", "compared_place"),
}
FREE_TEXT = "free_text"
_PART = re.compile(r"^(.*?)(given|first|fore|middle|second|family|last|sur)_?names?$")


@dataclass(frozen=True)
class Id:
    """A column that names a record: `namespace` tells the ids of one kind from all others.

    `is_own`: the row is this record, by the table's key. `is_record`: a record of the crosswalk.
    """

    column: str
    namespace: str
    is_own: bool
    is_record: bool


def ids(extract: Extract) -> tuple[Id, ...]:
    """The columns of a table that name records, the row's own first."""
    records = {column: department for department, column in extract.record_ids}
    shared = _keys_named_elsewhere(extract.department)
    names = [column.name for column in extract.columns]
    own = {name for name in extract.key if name in records or name in shared}
    found = [Id(name, records[name], name in own, True) for name in names if name in records]
    found += [
        Id(name, f"{extract.department}.{name}", name in own, False)
        for name in names
        if name not in records and name in shared
    ]
    elsewhere = _named_by_one_department()
    known = {one.column for one in found}
    found += [
        Id(name, elsewhere[name], False, False)
        for name in names
        if name not in known and name in elsewhere
    ]
    return tuple(sorted(found, key=lambda one: not one.is_own))


@cache
def _named_by_one_department() -> dict[str, str]:
    """Ids that only one department gives, by the name of their column: an order's number.

    A column of that name means the same wherever it stands, declared or not.
    """
    owners: dict[str, set[str]] = {}
    for extract in extracts():
        for department, name in extract.record_ids:
            owners.setdefault(name, set()).add(department)
    return {name: next(iter(found)) for name, found in owners.items() if len(found) == 1}


@cache
def _keys_named_elsewhere(department: str) -> frozenset[str]:
    """Keys of one column that another table of the department names too: cases, messages."""
    tables = [one for one in extracts() if one.department == department]
    named = Counter(column.name for table in tables for column in table.columns)
    return frozenset(t.key[0] for t in tables if len(t.key) == 1 and named[t.key[0]] > 1)


def personal(extract: Extract, *kinds: str) -> tuple[Column, ...]:
    """The columns that the contract calls personal, of some kinds or of all."""
    return tuple(
        column for column in extract.columns if column.pii and (not kinds or column.pii in kinds)
    )


def names(extract: Extract) -> tuple[tuple[Column, ...], ...]:
    """The names in a row, each the columns that make it up: given, middle, family, or full."""
    groups: dict[str, list[Column]] = {}
    for column in personal(extract, "name"):
        part = _PART.match(column.name)
        groups.setdefault(part[1] if part else f"={column.name}", []).append(column)
    return tuple(tuple(group) for group in groups.values())


def name_texts(extract: Extract, text: dict[str, str]) -> list[str]:
    """SQL for each name of a row, its parts joined; `text` is the SQL of a column's value."""
    return [
        f"nullif(trim(concat_ws(' ', {', '.join(text[c.name] for c in group)})), '')"
        for group in names(extract)
        if all(c.name in text for c in group)
    ]


def as_text(columns: Iterable[Column], alias: str = "t") -> dict[str, str]:
    """SQL for the values of a raw table's columns as text."""
    return {c.name: f"cast({alias}.{quoted(c.name)} as varchar)" for c in columns}
