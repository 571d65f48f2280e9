"""Some models of dbt over tables made by hand, in a warehouse of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import duckdb

from orchestration import dbt
from orchestration.company import feeds
from orchestration.settings import Settings

AS_OF = date(2026, 10, 31)


@contextmanager
def modelled(
    settings: Settings, models: str, fill: Callable[[duckdb.DuckDBPyConnection], None]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Build `models`, by name, over what `fill` makes of the schemas feeds and conformed.

    Optional columns of a feed that it leaves out are null, as where a department leaves them out.
    """
    settings.build.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            "create schema landing; create schema feeds; create schema conformed;"
            "create table landing.as_of as select ?::date as as_of",
            [AS_OF],
        )
        fill(connection)
        _complete(connection)
    done = dbt.run(
        settings,
        *("build", "--exclude-resource-type", "test", "unit_test", "--select", *models.split()),
        *("--target-path", str(settings.build / "target")),
    )
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        yield connection


def _complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the tables of feeds the optional columns of their contracts that they lack."""
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'feeds'"
    ).fetchall():
        found.setdefault(str(table), set()).add(str(column))
    for feed in feeds.known():
        held = found.get(f"{feeds.PREFIX}{feed}", set())
        for name, column in feeds.columns(feed).items():
            if held and name not in held and not column.is_required:
                kind = "varchar" if column.data_type == "string" else column.data_type
                connection.execute(
                    f"alter table feeds.{feeds.PREFIX}{feed} add column {name} {kind}"
                )
