"""The snapshot of a role: a database that a team may open whole, for it holds nothing else.

    roles/<role>/c360.duckdb                      beside the whole snapshot, within the same build
    roles/<role>/parquet/<mart>.parquet

`company.yml` names the roles that get one. The rule `role_marts` says which marts it holds,
`role_columns` which columns of a customer and behind which mask, `role_people` which customers.
What no rule grants is left out: a mart, a column of a customer under its name in any mart, any
other personal column, and whoever the role is not about or whose data may not be used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration import at_rest, private
from orchestration.activation import roles
from orchestration.company import profile, rules
from orchestration.publishing.errors import PublishError
from orchestration.publishing.snapshot import STAMPS, Description, write
from orchestration.quoting import quoted
from orchestration.settings import Settings

FOLDER = "roles"
# The columns of a mart whose rows are columns of marts.
_TOLD = {"mart", "column_name"}
_CUSTOMERS, _CUSTOMER, _HOUSEHOLD = "customer_360", "customer_id", "household_id"


@dataclass(frozen=True)
class _Role:
    """A role on a day: its columns of a customer with their masks, its people, and its marts."""

    name: str
    columns: Mapping[str, str]
    people: roles.Rule | None
    marts: frozenset[str]


def write_all(
    settings: Settings,
    database: Path,
    build_id: str,
    built_at: datetime,
    described: Mapping[str, Description],
) -> None:
    """Write the snapshot of every role that the company names, beside a sealed `database`.

    Raises PublishError where no policy knows a role, or none of its marts was published.
    """
    company = profile.read(settings.company)
    for role in company.role_snapshots:
        held = _role(role, company.today(built_at))
        with at_rest.connect(
            config={
                "memory_limit": settings.memory_limit,
                "threads": settings.threads,
                "temp_directory": str(settings.build / "spill"),
            }
        ) as connection:
            at_rest.attach(connection, database, "published")
            marts = _make_views(connection, held, described)
            if not marts:
                raise PublishError(f"Nothing was published: no mart is for the role {role}.")
            folder = private.folder(database.parent / FOLDER / role)
            write(connection, marts, folder, build_id, built_at, dict(described), company.currency)


def shown(name: str, day: date, described: Mapping[str, Description]) -> dict[str, tuple[str, ...]]:
    """The columns that the snapshot of a role holds of each mart, as these are `described`.

    Raises PublishError where no policy knows the role.
    """
    role = _role(name, day)
    of_a_customer = set(described[_CUSTOMERS].columns) if _CUSTOMERS in described else set()
    return {
        mart: tuple(
            column
            for column in described[mart].columns
            if _shown(
                column, [*described[mart].columns], role, of_a_customer, described[mart].personal
            )
        )
        for mart in sorted(role.marts & described.keys())
    }


def _role(name: str, day: date) -> _Role:
    try:
        columns = roles.columns(name, day)
    except roles.UnknownRoleError as error:
        raise PublishError(f"Nothing was published: {error}") from error
    marts = {row["mart"] for row in rules.in_force("role_marts", day) if row["role"] == name}
    return _Role(name, columns, roles.people(day).get(name), frozenset(marts))


def _make_views(
    connection: duckdb.DuckDBPyConnection, role: _Role, described: Mapping[str, Description]
) -> tuple[str, ...]:
    """Make a view `marts.<mart>` of what the role may see of each of its marts; return these."""
    where = roles.condition(role.people) if role.people else roles.MAY_BE_USED
    connection.execute("create schema marts")
    connection.execute(
        f"create table seen as select c.{_CUSTOMER}, c.{_HOUSEHOLD} "
        f"from published.marts.{_CUSTOMERS} as c where {where}"
    )
    connection.execute("create table told (mart varchar, column_name varchar)")
    of_a_customer = set(_columns(connection, _CUSTOMERS))
    columns = {
        mart: _columns(connection, mart)
        for mart in sorted(role.marts & _marts(connection) & described.keys())
    }
    made = []
    # What tells of columns comes last: it tells of those that the role has.
    for mart, names in sorted(columns.items(), key=lambda one: set(one[1]) >= _TOLD):
        shown = [
            f"{value} as {quoted(name)}"
            for name in names
            if (value := _shown(name, names, role, of_a_customer, described[mart].personal))
        ]
        if shown:
            connection.execute(
                f"create view marts.{quoted(mart)} as select {', '.join(shown)} "
                f"from published.marts.{quoted(mart)} as c where {_about_seen(names)}"
            )
            connection.execute(
                "insert into told select table_name, column_name from duckdb_columns() "
                "where database_name = 'memory' and schema_name = 'marts' and table_name = ?",
                [mart],
            )
            made.append(mart)
    return tuple(sorted(made))


def _shown(
    name: str, names: list[str], role: _Role, of_a_customer: set[str], personal: frozenset[str]
) -> str | None:
    """A column `name` of a mart with columns `names` as the role may see it; None: not at all."""
    if name in of_a_customer:
        mask = role.columns.get(name)
        if mask is None or (_CUSTOMER not in names and roles.needs_consent(name, role.people)):
            return None
        return roles.shown(name, mask, role.people)
    if name in personal:
        return None
    return _if_told(name, names) or f"c.{quoted(name)}"


def _if_told(name: str, names: list[str]) -> str | None:
    """What a row says of a column of another mart, where the role has that column; else null.

    `refers_to_mart` and `refers_to_column` are such a pair, and any other two of one beginning.
    """
    beginning, _, end = name.rpartition("_")
    pair = [f"{beginning}_mart", f"{beginning}_column"]
    if not beginning or end not in ("mart", "column") or not {*pair} <= {*names}:
        return None
    named = ", ".join(f"c.{quoted(one)}" for one in pair)
    return (
        f"case when ({named}) in (select (mart, column_name) from told) then c.{quoted(name)} end"
    )


def _about_seen(names: list[str]) -> str:
    """Whom a row of a mart with these columns must be about, as an SQL condition."""
    for key in (_CUSTOMER, _HOUSEHOLD):
        if key in names:
            return f"c.{key} in (select {key} from seen)"
    if set(names) >= _TOLD:
        return "(c.mart, c.column_name) in (select (mart, column_name) from told)"
    return "true"


def _marts(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = 'published' and schema_name = 'marts'"
    ).fetchall()
    return {str(row[0]) for row in rows}


def _columns(connection: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    rows = connection.execute(f"describe published.marts.{quoted(mart)}").fetchall()
    return [str(row[0]) for row in rows if row[0] not in STAMPS]
