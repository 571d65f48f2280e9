"""The suites as they are: each can be evaluated on the tables it names."""

from __future__ import annotations

import duckdb
import pytest

from orchestration import gates
from orchestration.departments import extracts
from orchestration.gates.stage import evaluate_stage
from orchestration.settings import EXPECTATIONS


@pytest.fixture
def raw_tables(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Every raw table as its contract types it, without a row."""
    for extract in extracts():
        columns = ", ".join(f"{column.name} {column.data_type}" for column in extract.columns)
        connection.execute(f"create schema if not exists {extract.schema}")
        connection.execute(f"create table {extract.name} ({columns})")
    return connection


def test_every_raw_suite_can_be_evaluated_before_the_first_delivery(
    raw_tables: duckdb.DuckDBPyConnection,
) -> None:
    assets = [extract.name for extract in extracts()]
    results = evaluate_stage(assets, raw_tables, "run")
    assert all(result.passed for result in results)
    warned = {e.expectation for result in results for e in result.warnings}
    assert warned == {"at least one row"}


def test_every_raw_suite_is_of_a_contracted_table() -> None:
    suites = {name for name in gates.suite_names(EXPECTATIONS) if name.startswith("raw_")}
    assert suites <= {extract.name for extract in extracts()}


def test_a_word_outside_the_vocabulary_warns(raw_tables: duckdb.DuckDBPyConnection) -> None:
    raw_tables.execute(
        "insert into raw_risk.letters by name select 'LT-1' as letter_id, 'RS-1' as subject_ref, "
        "'love letter' as letter_type, timestamp '2026-10-01' as posted_at"
    )
    result = gates.evaluate("raw_risk.letters", raw_tables, "run")
    assert result.passed
    assert [e.column for e in result.warnings] == ["letter_type"]


def test_an_email_that_is_none_warns_only_where_one_in_ten_is_exceeded(
    raw_tables: duckdb.DuckDBPyConnection,
) -> None:
    raw_tables.execute(
        "insert into raw_shop.accounts by name select 'AC-' || i as account_id, "
        "if(i = 0, 'none', 'a@b.uk') as email, timestamp '2026-10-01' as created_at "
        "from range(10) r (i)"
    )
    assert gates.evaluate("raw_shop.accounts", raw_tables, "run").warnings == ()
    raw_tables.execute("update raw_shop.accounts set email = 'none' where account_id = 'AC-1'")
    warned = gates.evaluate("raw_shop.accounts", raw_tables, "run").warnings
    assert [(e.column, e.unexpected) for e in warned] == [("email", 2)]
