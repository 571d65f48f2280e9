"""Activation files: for each role its customers and columns, consent applied, words explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.activation import outputs, published, roles
from orchestration.company import rules
from orchestration.quoting import literal
from orchestration.settings import Settings

_MARTS = "published.marts"
# The channel whose consent a column needs where consent is applied.
_CHANNELS = {
    "email": "email",
    "phone": "phone",
    "address_line_1": "post",
    "address_line_2": "post",
    "city": "post",
    "postcode": "post",
}
_PEOPLE = {
    "reachable": "not c.is_anonymous",
    "may_be_offered": "not c.is_anonymous and ((c.email is not null and {email}) "
    "or (c.phone is not null and {phone}) or (c.address_line_1 is not null and {post}))",
    "to_visit": "c.address_line_1 is not null "
    "and (c.open_cases > 0 or c.reason_to_call is not null)",
}


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
    return tuple(row["role"] for row in rules.in_force("role_people", day))


def write(settings: Settings, role: str, folder: Path, day: date) -> Written:
    """Write `<role>.csv`, `<role>.parquet` and `<role>.dictionary.csv` into `folder`.

    Raises roles.UnknownRoleError, published.NothingPublishedError, and OSError where the folder
    cannot be written.
    """
    people = {row["role"]: row for row in rules.in_force("role_people", day)}
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
    return Written(**{**vars(done), "customers": int(found[0]) if found else 0})


def _query(seen: dict[str, str], rule: dict[str, str]) -> str:
    """The role's rows. Where consent is applied, an address needs that of its channel."""
    people, known_to = rule["people"], rule["of_departments"].split()
    is_by_consent = people == "may_be_offered"
    allowed = {
        channel: f"""
            c.customer_id not in (
                select customer_id from {_MARTS}.contact_suppressions
                where purpose = 'offer' and channel = '{channel}'
            )
        """
        for channel in ("email", "phone", "post")
    }
    shown = []
    for name, mask in seen.items():
        value = roles.masked(f"c.{name}", mask)
        if is_by_consent and name in _CHANNELS:
            value = f"case when c.may_{_CHANNELS[name]} then {value} end"
        shown.append(f"{value} as {name}")
    may = ", ".join(f"{condition} as may_{channel}" for channel, condition in allowed.items())
    where = _PEOPLE[people].format(**allowed)
    if known_to:
        names = ", ".join(literal(name) for name in known_to)
        where = f"({where}) and list_has_any(c.departments, [{names}])"
    flagged = f"select c.*, {may} from ({roles.customers(where)}) as c"
    return f"select {', '.join(shown)} from ({flagged}) as c"


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
    return f"""
        select t.name as column_name, lower(a.data_type) as data_type,
            coalesce(nullif(t.own, ''), m.comment, '') as description, t.mask
        from (values {masks}) as t(place, name, mask, own)
        join duckdb_columns() as a on a.table_name = 'activation' and a.column_name = t.name
        left join duckdb_columns() as m
            on m.database_name = 'published' and m.table_name = 'customer_360'
            and m.column_name = t.name
        order by t.place
    """


def _write(connection: duckdb.DuckDBPyConnection, query: str, path: Path, options: str) -> None:
    draft = path.with_name(f".{path.name}.partial")
    connection.execute(f"copy ({query}) to {literal(str(draft))} ({options})")
    draft.replace(path)
