"""One run, and the same run again."""

from __future__ import annotations

import re

import duckdb

from orchestration import dbt, publishing, runner
from orchestration.settings import PROJECT
from tests.conftest import UNTIL, House


def rows_by_mart(house: House) -> dict[str, tuple[int, int]]:
    """Mart to its row count and an order-free hash of its rows, the build's own columns aside."""
    database = publishing.current(house.settings).database
    with duckdb.connect(str(database), read_only=True) as connection:
        marts = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' "
            "and table_name not in ('gate_results', 'extract_receipts')"
        ).fetchall()
        return {
            mart: connection.execute(
                f"select count(*), coalesce(bit_xor(hash(marts)), 0) from "
                f"(select * exclude (build_id, built_at) from marts.{mart}) as marts"
            ).fetchall()[0]
            for (mart,) in marts
        }


def test_every_mart_of_the_interface_has_rows(house: House) -> None:
    empty = [mart for mart, (rows, _) in rows_by_mart(house).items() if not rows]
    assert set(empty) <= {"customer_redirects"}, "nobody merges in a first build"


def test_a_rerun_lands_nothing_and_gives_the_same_rows(house: House) -> None:
    before = rows_by_mart(house)
    landed = "select count(*) from landing.receipts where status <> 'duplicate'"
    receipts = _answer(house, landed)
    again = runner.run(house.settings)
    assert again.succeeded, again.failures
    assert _answer(house, landed) == receipts
    assert rows_by_mart(house) == before


def test_no_published_mart_has_a_column_that_parquet_keeps_only_roughly(house: House) -> None:
    """DuckDB writes HUGEINT to Parquet as DOUBLE: a count beyond 2**53 would come back another."""
    marts = [f"marts.{mart}" for mart in rows_by_mart(house)]
    with duckdb.connect(str(house.settings.warehouse), read_only=True) as connection:
        rough = connection.execute(
            """
            select table_schema || '.' || table_name as mart, column_name
            from information_schema.columns
            where list_contains($marts, table_schema || '.' || table_name)
                and contains(data_type, 'HUGEINT')
            """,
            {"marts": marts},
        ).fetchall()
    assert rough == []


def test_the_default_day_is_the_newest_in_the_extracts(house: House) -> None:
    assert _answer(house, "select as_of from landing.as_of") == [(UNTIL,)]


def test_every_published_column_is_described(published: duckdb.DuckDBPyConnection) -> None:
    bare = published.execute(
        "select table_name || '.' || column_name from duckdb_columns() "
        "where schema_name = 'marts' and coalesce(comment, '') = ''"
    ).fetchall()
    assert not bare


def test_every_dbt_unit_test_passes(house: House) -> None:
    done = dbt.run(house.settings, "test", "--select", "test_type:unit")
    assert done.returncode == 0, done.stdout


def test_a_bare_dbt_build_gives_the_rows_of_the_last_run(house: House) -> None:
    """An analyst iterates without Dagster, and without saying the day again."""
    query = "select count(*), bit_xor(hash(e)) from marts.lifecycle_events as e"
    before = _answer(house, query)
    done = dbt.run(house.settings, "run", "--select", "+marts.lifecycle")
    assert done.returncode == 0, done.stdout
    assert _answer(house, query) == before


def test_the_query_of_the_readme_answers_as_written(published: duckdb.DuckDBPyConnection) -> None:
    readme = (PROJECT / "README.md").read_text()
    (query,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    answer = published.execute(query)
    assert f"| {' | '.join(column[0] for column in answer.description)} |" in readme
    assert answer.fetchall()


def _answer(house: House, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(house.settings.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()
