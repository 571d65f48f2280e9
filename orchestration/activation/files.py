"""Activation files: for each role its customers and columns, consent applied, words explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration import queries
from orchestration.activation import handovers, outputs, published, roles
from orchestration.quoting import literal
from orchestration.settings import Settings

# Who has died, and our own accounts, are nobody to write to, ring or visit; a card shows them.
_SOMEBODY = "not list_has_any(c.person_states, ['deceased', 'staff', 'test'])"


@dataclass(frozen=True)
class Written:
    """One role's files, and how many customers and columns are in them."""

    role: str
    customers: int
    columns: int
    csv: Path
    parquet: Path
    dictionary: Path


def roles_with_files(day: date) -> tuple[str, ...]:
    """The roles that get a file, by the policy `role_people`."""
    return tuple(roles.people(day))


def write(settings: Settings, role: str, folder: Path, day: date) -> Written:
    """Write `<role>.csv`, `<role>.parquet` and `<role>.dictionary.csv` into `folder`.

    Raises roles.UnknownRoleError, published.NothingPublishedError, and OSError where the folder
    cannot be written.
    """
    people = roles.people(day)
    if role not in people:
        raise roles.UnknownRoleError(
            f"No policy gives the role {role!r} a file. Known: {', '.join(sorted(people))}, all."
        )
    seen = roles.columns(role, day)
    done = Written(
        role,
        0,
        len(seen),
        folder / f"{role}.csv",
        folder / f"{role}.parquet",
        folder / f"{role}.dictionary.csv",
    )
    folder.mkdir(parents=True, exist_ok=True)
    with published.reading(settings) as connection:
        try:
            connection.execute(
                f"create table activation as {_query(seen, people[role])} order by customer_id"
            )
            _write(connection, "select * from activation", done.parquet, "format parquet")
            _write(connection, _as_text(connection), done.csv, "format csv, header true")
            _write(connection, _dictionary(seen), done.dictionary, "format csv, header true")
        except duckdb.IOException as error:
            raise OSError(f"{folder} cannot be written.") from error
        found = connection.execute("select count(*) from activation").fetchone()
    handovers.note(
        settings, role, "file of customers", day, (done.csv, done.parquet, done.dictionary)
    )
    return Written(**{**vars(done), "customers": int(found[0]) if found else 0})


def _query(seen: dict[str, str], rule: roles.Rule) -> str:
    """The role's rows. Where consent is applied, an address needs that of its channel."""
    columns = ", ".join(f"{roles.shown(name, mask, rule)} as {name}" for name, mask in seen.items())
    customers = roles.customers(f"({roles.condition(rule)}) and {_SOMEBODY}")
    return f"select {columns} from ({customers}) as c"


def _as_text(connection: duckdb.DuckDBPyConnection) -> str:
    """The same rows for a CSV: lists joined, formulas defused."""
    described = connection.execute("describe activation").fetchall()
    cells = []
    for name, kind, *_ in described:
        value = f"array_to_string({name}, ', ')" if str(kind).endswith("[]") else name
        is_text = str(kind).startswith("VARCHAR")
        cells.append(f"{outputs.escaped(value)} as {name}" if is_text else f"{value} as {name}")
    return f"select {', '.join(cells)} from activation"


def _dictionary(seen: dict[str, str]) -> str:
    """Column, type, description and mask; the descriptions are the marts' own."""
    masks = ", ".join(
        f"({place}, {literal(name)}, {literal(mask)}, {literal(roles.NEXT_ACTION.get(name, ''))})"
        for place, (name, mask) in enumerate(seen.items())
    )
    return queries.filled(__file__, "dictionary_of_role.sql", masks=masks)


def _write(connection: duckdb.DuckDBPyConnection, query: str, path: Path, options: str) -> None:
    draft = path.with_name(f".{path.name}.partial")
    connection.execute(f"copy ({query}) to {literal(str(draft))} ({options})")
    draft.replace(path)
