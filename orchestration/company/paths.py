"""Where the paths of declared feeds lead: through keys of tables, over every contract.

`customers.city` is the column `city` of that record of `customers` whose key this table has, in
columns of the same names. `sum(payments.amount)` is over the records of `payments` that have the
key of this table. A path may go on from table to table, and begin with another department.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestration.company import feeds as known_feeds
from orchestration.company import vocabulary
from orchestration.company.contract import Column, Department, Extract, Mistake
from orchestration.company.mapped import FeedRows, FeedValue

_NUMBERS = ("decimal", "double", "tinyint", "smallint", "integer", "bigint")
# What may fill a column of a feed without a cast that could fail, by the feed's type.
_FITS = {
    "timestamp": ("timestamp", "date"),
    "date": ("date", "timestamp"),
    "boolean": ("boolean",),
    "decimal": _NUMBERS,
    "double": _NUMBERS,
    "integer": _NUMBERS,
}


class PathError(ValueError):
    """A path that leads nowhere; the message says why and what there is."""


@dataclass(frozen=True)
class Found:
    """A path's end: the tables on the way, each looked up by its key from the one before, and the
    column in the last of them. `record_of` is the department whose records the column names.
    """

    tables: tuple[Extract, ...]
    column: Column
    record_of: str


def checked(departments: Iterable[Department]) -> tuple[Department, ...]:
    """The departments, each with the mistakes of its feeds' paths beside its other mistakes."""
    departments = tuple(departments)
    everyone = {department.name: department for department in departments}
    return tuple(
        dataclasses.replace(
            one,
            mistakes=tuple(
                sorted({*one.mistakes, *_mistakes(one, everyone)}, key=lambda m: (m.line, m.words))
            ),
        )
        for one in departments
    )


def find(value: FeedValue, extract: Extract, everyone: Mapping[str, Department]) -> Found:
    """Follow a path from a table. Raises PathError."""
    *names, last = value.path
    here = everyone[extract.department]
    if names and names[0] not in _tables(here) and names[0] in everyone and len(names) > 1:
        here, names = everyone[names[0]], names[1:]
    tables = _tables(here)
    way: list[Extract] = []
    for name in names:
        if name not in tables:
            others = [one for one in everyone if one != here.name]
            close = vocabulary.offered(name, [*tables, *others] if not way else tables)
            raise PathError(f"{value}: {here.name} has no table {name!r}; {close}")
        _joined(way[-1] if way else extract, tables[name], value)
        way.append(tables[name])
    if value.total and len(way) != 1:
        raise PathError(f"{value}: a total is of one other table, as sum(payments.amount).")
    source = way[-1] if way else extract
    for column in source.columns:
        if column.name == last:
            owner = next((o for o, name in source.record_ids if name == last), source.department)
            return Found(tuple(way), column, owner)
    names = [column.name for column in source.columns]
    hint = vocabulary.offered(last, names)
    raise PathError(f"{value}: {source.table} has no column {last!r}; {hint}")


def readers(extract: Extract, departments: Iterable[Department]) -> dict[str, str]:
    """The columns of a table that declared feeds read, each with a feed's column that does.

    Says `closed_on of leads`; paths that lead nowhere are left out.
    """
    found: dict[str, str] = {}
    for table, column, rows, name in _read(departments):
        if table == extract.name:
            found.setdefault(column, f"{name} of {rows.feed}")
    return found


def moments(departments: Iterable[Department]) -> set[tuple[str, str]]:
    """(table, column) of what feeds take for a moment: it has happened, and is no plan.

    Where a feed asks for a time rather than a day, as for `ordered_at` and not for `due_on`.
    """
    return {
        (table, column)
        for table, column, rows, name in _read(departments)
        if known_feeds.columns(rows.feed)[name].data_type == "timestamp"
    }


def _read(
    departments: Iterable[Department],
) -> Iterable[tuple[str, str, FeedRows, str]]:
    """Table and column that each column of a declared feed reads, with the feed's rows and name."""
    everyone = {department.name: department for department in departments}
    for one in (one for department in everyone.values() for one in department.extracts):
        for rows in one.feeds:
            for name, value in rows.values:
                try:
                    end = find(value, one, everyone) if value.path else None
                except PathError:
                    continue
                if end:
                    source = end.tables[-1] if end.tables else one
                    yield source.name, end.column.name, rows, name


def _tables(department: Department) -> dict[str, Extract]:
    return {extract.table: extract for extract in department.extracts}


def _joined(one: Extract, other: Extract, value: FeedValue) -> None:
    """The key that binds the two must be there in both, in columns of one name and type."""
    key, holder, lacking = (one.key, one, other) if value.total else (other.key, other, one)
    mine = {column.name: column.data_type for column in holder.columns}
    theirs = {column.name: column.data_type for column in lacking.columns}
    for name in key:
        if name not in theirs:
            raise PathError(
                f"{value}: {lacking.table} has no column {name!r}, the key of {holder.table} by "
                "which its records are found; call it so in both."
            )
        if theirs[name].lower() != mine[name].lower():
            raise PathError(
                f"{value}: {name} is {theirs[name]} in {lacking.table} and {mine[name]} in "
                f"{holder.table}; give both one type."
            )


def _mistakes(department: Department, everyone: Mapping[str, Department]) -> Iterable[Mistake]:
    for extract in department.extracts:
        for rows in extract.feeds:
            thing = f"{extract.table}.{rows.feed}"
            for name, value in rows.values:
                if words := _wrong(value, extract, everyone, _expected(rows, name)):
                    yield Mistake(extract.file, value.line, thing, f"{name}: {words}")
            if rows.where and (words := _wrong(rows.where, extract, everyone, "")):
                yield Mistake(extract.file, rows.where.line, thing, f"where: {words}")


def _expected(rows: FeedRows, name: str) -> str:
    return known_feeds.columns(rows.feed)[name].data_type


def _wrong(
    value: FeedValue, extract: Extract, everyone: Mapping[str, Department], expected: str
) -> str:
    if value.constant is not None:
        return ""
    try:
        found = find(value, extract, everyone)
    except PathError as error:
        return str(error)
    given = "bigint" if value.total == "count" else found.column.data_type.lower()
    fits = _FITS.get(expected.partition("(")[0])
    if fits and given.partition("(")[0] not in fits:
        return (
            f"{value} is {given}, and the feed needs {expected}: give that column such a data_type."
        )
    return ""
