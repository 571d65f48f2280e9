"""Some models of dbt over tables made by hand, in a warehouse of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import duckdb

from orchestration import dbt
from orchestration.settings import Settings

AS_OF = date(2026, 10, 31)


@contextmanager
def modelled(
    settings: Settings, models: str, fill: Callable[[duckdb.DuckDBPyConnection], None]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Build `models`, by name, over what `fill` makes of the schemas feeds and conformed."""
    settings.build.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            "create schema landing; create schema feeds; create schema conformed;"
            "create table landing.as_of as select ?::date as as_of",
            [AS_OF],
        )
        fill(connection)
    done = dbt.run(
        settings,
        *("build", "--exclude-resource-type", "test", "unit_test", "--select", *models.split()),
        *("--target-path", str(settings.build / "target")),
    )
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        yield connection
