"""Sessions, journeys, transitions and repeats, beside the same written by hand in one SQL file."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.benchmarks.journeys.__main__ import SAME, statements
from tests.conftest import House


@pytest.fixture(scope="module")
def both(house: House) -> Iterator[duckdb.DuckDBPyConnection]:
    """The finished build under its own names, and schema `by_hand` made from it."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{house.settings.warehouse}' as build (read_only)")
        for schema in ("conformed", "marts", "rules", "landing"):
            connection.execute(f"create schema {schema}")
            for (table,) in connection.execute(
                "select table_name from duckdb_tables() "
                "where database_name = 'build' and schema_name = ?",
                [schema],
            ).fetchall():
                connection.execute(f"create view {schema}.{table} as from build.{schema}.{table}")
        connection.execute("create schema by_hand")
        for table, query in statements(connection).items():
            connection.execute(f"create table {table} as {query}")
        yield connection


@pytest.mark.parametrize(("model", "by_hand"), SAME.items())
def test_the_models_find_what_is_found_by_hand(
    both: duckdb.DuckDBPyConnection, model: str, by_hand: str
) -> None:
    columns = ", ".join(row[0] for row in both.execute(f"describe {model}").fetchall())
    rows, different = both.execute(
        f"""
        with ours as (select {columns} from {model}),
        theirs as (select {columns} from {by_hand})
        select (select count(*) from ours),
            (select count(*) from (from ours except all from theirs))
            + (select count(*) from (from theirs except all from ours))
        """
    ).fetchall()[0]
    assert rows > 0
    assert different == 0
