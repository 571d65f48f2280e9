"""Where a person is held: counts by department, table and file, and never a value."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration import at_rest, publishing
from orchestration.privacy import belongings, keys
from orchestration.quoting import quoted
from orchestration.settings import Settings


@dataclass(frozen=True)
class Held:
    """`where` is a table of raw data, a file of it, or a mart; `what` says of whom or of when."""

    where: str
    what: str
    rows: int


def of(
    connection: duckdb.DuckDBPyConnection, settings: Settings, customer_id: str
) -> tuple[Held, ...]:
    """Every place of the warehouse and of the published marts that holds a customer."""
    keys.add_macros(connection, keys.key(settings))
    found = [
        Held(f"records of {department}", "records of the crosswalk", int(count))
        for department, count in connection.execute(
            "select department, count(*) from identity.crosswalk "
            "where valid_to is null and customer_id = ? group by 1 order by 1",
            [customer_id],
        ).fetchall()
    ]
    tables = belongings.tables(connection)
    belongings.begin(connection, {"P": [customer_id]})
    belongings.follow(connection, tables)
    for extract in tables:
        found += [
            Held(extract.name, f"{name}, delivered on {day}", int(count))
            for name, day, count in connection.execute(
                f"select r.file_name, r.delivered_on, count(*) from {belongings.raw(extract)} as t "
                f"join belongings as b on b.tab = '{extract.name}' and b.rid = t.rowid "
                "left join landing.receipts as r on r.file_id = t._file_id group by all order by 1"
            ).fetchall()
        ]
    return (*found, *_published(settings, customer_id))


def _published(settings: Settings, customer_id: str) -> list[Held]:
    held = []
    for build in publishing.builds(settings):
        with at_rest.connect(build.database, read_only=True) as connection:
            for (mart,) in connection.execute(
                "select distinct table_name from duckdb_columns() "
                "where schema_name = 'marts' and column_name = 'customer_id' order by 1"
            ).fetchall():
                [(count,)] = connection.execute(
                    f"select count(*) from marts.{quoted(mart)} where customer_id = ?",
                    [customer_id],
                ).fetchall()
                if count:
                    held.append(Held(f"marts.{mart}", f"build {build.build_id}", int(count)))
    return held
