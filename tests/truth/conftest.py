"""The published marts and the planted truth side by side, people matched through our identity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest

from orchestration import publishing
from tests.conftest import House


@dataclass(frozen=True)
class Score:
    """Precision and recall of `found` distinct keys against `expected` ones."""

    precision: float
    recall: float
    found: int
    expected: int

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def score(connection: duckdb.DuckDBPyConnection, found: str, expected: str) -> Score:
    """Compare the distinct rows of two queries of the same columns."""
    row = connection.execute(
        f"""
        with found as (select distinct * from ({found})),
        expected as (select distinct * from ({expected}))
        select (select count(*) from (from found intersect from expected)),
            (select count(*) from found), (select count(*) from expected)
        """
    ).fetchall()[0]
    both, found_rows, expected_rows = row
    assert expected_rows > 0, "the sample plants none of this: the test would prove nothing"
    return Score(both / max(found_rows, 1), both / expected_rows, found_rows, expected_rows)


@pytest.fixture(scope="session")
def truth(house: House) -> Iterator[duckdb.DuckDBPyConnection]:
    """Marts under `marts.`, truth under `truth.`, and `person_of`: customer to person.

    A customer stands for the person most of its records belong to.
    """
    with duckdb.connect() as connection:
        database = str(publishing.current(house.settings).database).replace("'", "''")
        connection.execute(f"attach '{database}' as published (read_only)")
        connection.execute("create schema truth")
        for file in sorted(house.truth.glob("*.parquet")):
            path = str(file).replace("'", "''")
            connection.execute(f"create view truth.{file.stem} as from read_parquet('{path}')")
        connection.execute("create schema marts")
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'published' and schema_name = 'marts'"
        ).fetchall():
            connection.execute(f"create view marts.{name} as from published.marts.{name}")
        connection.execute(
            """
            create table person_of as
            select customer_id, person_id
            from marts.customer_crosswalk
            join truth.records using (department, source_record_id)
            where valid_to is null
            group by customer_id, person_id
            qualify row_number() over (
                partition by customer_id order by count(*) desc, person_id
            ) = 1
            """
        )
        yield connection
