"""What is handed to another engine: every value as it is, or nothing."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import handing_over
from tests.conftest import settings_in


def test_tables_are_handed_over_with_their_types_and_rows(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema a; create schema b")
        connection.execute(
            "create table a.t as select 1 as i, 1.25::decimal(18, 2) as d, ['x', null] as l, "
            "timestamp '2026-01-31 10:00:00.123456' as at, {'g': 0.5::double} as s"
        )
        connection.execute("create table b.empty (day date)")
        rows = handing_over.tables(connection, [("a", "t"), ("b", "empty")], tmp_path / "out")
        assert rows == {"a.t": 1, "b.empty": 0}
        for schema, table in (("a", "t"), ("b", "empty")):
            theirs = connection.sql(f"from '{tmp_path}/out/{schema}/{table}.parquet'")
            ours = connection.table(f"{schema}.{table}")
            assert (theirs.columns, theirs.types) == (ours.columns, ours.types)
            assert theirs.fetchall() == ours.fetchall()


@pytest.mark.parametrize("kind", ["hugeint", "uhugeint", "hugeint[]"])
def test_a_number_that_parquet_would_round_is_refused(kind: str, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"create table t (small bigint, wide {kind})")
        with pytest.raises(handing_over.UnknownTypeError, match=r"main\.t: wide"):
            handing_over.tables(connection, [("main", "t")], tmp_path)
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_table_that_is_missing_and_a_build_that_is_missing_are_named(tmp_path: Path) -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.CatalogException, match="missing"):
        handing_over.tables(connection, [("main", "missing")], tmp_path)
    with pytest.raises(FileNotFoundError, match="make a run first"):
        handing_over.write(settings_in(tmp_path), tmp_path / "out")
