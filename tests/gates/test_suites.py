"""The suites as they are: each can be evaluated on the tables it names."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import dbt, gates
from orchestration.company.departments import extracts
from orchestration.gates.seams import required, seams
from orchestration.gates.stage import evaluate_stage
from orchestration.settings import from_environment


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
    names = gates.suite_names(from_environment().expectations)
    suites = {name for name in names if name.startswith("raw_")}
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


@pytest.mark.parametrize("stray", ["conformed/poeple.yml", "conformed/people.yaml", "people.yml",
                                   "conformed/more/people.yml"])  # fmt: skip
def test_a_suite_of_a_table_that_does_not_exist_is_an_error_wherever_it_lies(
    tmp_path: Path, stray: str
) -> None:
    for name in ("conformed/people.yml", stray):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("expectations: []")
    with pytest.raises(gates.GateError, match=f"not gated: {stray}"):
        gates.refuse_strays({"conformed.people"}, (tmp_path,))


def test_nobody_publishes_past_a_suite_of_a_table_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "marts").mkdir()
    (tmp_path / "marts" / "custmer_360.yml").write_text("expectations: []")
    manifest = dbt.manifest(dbt.parse(from_environment()))
    assert required(manifest, (tmp_path,)) - required(manifest) == {"marts.custmer_360"}


def test_every_suite_of_the_project_is_of_a_gated_table() -> None:
    tables = {t for s in seams(dbt.manifest(dbt.parse(from_environment()))).values() for t in s}
    gates.refuse_strays(tables)
