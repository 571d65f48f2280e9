"""One run, and the same run again."""

from __future__ import annotations

import duckdb

from orchestration import publishing, runner
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
    with duckdb.connect(str(house.settings.warehouse), read_only=True) as connection:
        receipts = connection.execute("select count(*) from landing.receipts").fetchall()
    again = runner.run(house.settings)
    assert again.succeeded, again.failures
    with duckdb.connect(str(house.settings.warehouse), read_only=True) as connection:
        assert (
            connection.execute(
                "select count(*) from landing.receipts where status <> 'duplicate'"
            ).fetchall()
            == receipts
        )
    assert rows_by_mart(house) == before


def test_the_default_day_is_the_newest_in_the_extracts(house: House) -> None:
    with duckdb.connect(str(house.settings.warehouse), read_only=True) as connection:
        assert connection.execute("select as_of from landing.as_of").fetchall() == [(UNTIL,)]


def test_every_published_column_is_described(published: duckdb.DuckDBPyConnection) -> None:
    bare = published.execute(
        "select table_name || '.' || column_name from duckdb_columns() "
        "where schema_name = 'marts' and coalesce(comment, '') = ''"
    ).fetchall()
    assert not bare
