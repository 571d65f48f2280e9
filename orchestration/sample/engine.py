"""The simulator's own DuckDB: in a scratch file, with macros, name lists and parameters in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.sample.parameters import SampleParameters

HERE = Path(__file__).parent
RANKED_WITHIN = {
    "given_names": "culture, sex, era",
    "family_names": "culture",
    "towns": "1",
    "streets": "1",
    "street_types": "1",
    "products": "1",
    "nicknames": "name",
    "variants": "name",
    "noise": "1",
    "calendar": "1",
    "drivers_of_opinion": "1",
}


@contextmanager
def world(
    parameters: SampleParameters, scratch: Path, *, memory_limit: str = "5GB", threads: int = 2
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an empty world in folder `scratch`, closed on leaving."""
    scratch.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        str(scratch / "world.duckdb"),
        config={
            "memory_limit": memory_limit,
            "threads": threads,
            "temp_directory": str(scratch / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        connection.execute("set TimeZone = 'UTC'")
        _set_parameters(connection, parameters)
        for statement in (HERE / "macros.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.execute(statement)
        _read_lists(connection)
        yield connection
    finally:
        connection.close()


def _set_parameters(connection: duckdb.DuckDBPyConnection, parameters: SampleParameters) -> None:
    values: dict[str, object] = {
        **parameters.rates(),
        "people": parameters.people,
        "seed": parameters.seed,
        "start_on": parameters.start,
        "until_on": parameters.until,
    }
    for name, value in values.items():
        connection.execute(f"set variable {name} = ?", [value])


def _read_lists(connection: duckdb.DuckDBPyConnection) -> None:
    for name, within in RANKED_WITHIN.items():
        file = (HERE / "lists" / f"{name}.csv").as_posix()
        connection.execute(
            f"create table {name} as select *, row_number() over (partition by {within}) as rank "
            f"from read_csv('{file}', header = true, all_varchar = {name == 'towns'})"
        )
    connection.execute(
        "alter table towns alter first_district type integer;"
        "alter table towns alter last_district type integer"
    )
    for name, within in (
        ("given_names", "culture, sex, era"),
        ("family_names", "culture"),
        ("nicknames", "name"),
        ("variants", "name"),
    ):
        connection.execute(
            f"create table {name.removesuffix('s')}_sizes as "
            f"select {within}, count(*) as n from {name} group by all"
        )


def build(connection: duckdb.DuckDBPyConnection, folder: str, table: str) -> None:
    """Make one table from its query, replacing an earlier one.

    Table `orders` of folder `facts` is made by `facts/orders.sql`; `crm.contacts` of folder
    `departments` by `departments/crm/contacts.sql`; `truth.people` of folder `truth` by
    `truth/people.sql`.
    """
    file = table.removeprefix("truth.").replace(".", "/")
    query = (HERE / folder / f"{file}.sql").read_text(encoding="utf-8")
    connection.execute(f"create or replace table {table} as\n{query}")
