"""What a table without a suite is held to: its contract, its key, its usual size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import gates
from orchestration.gates import default_gate
from orchestration.settings import DBT_PACKAGE

Declare = Callable[..., None]
ASSET = "conformed.people"


def test_an_empty_table_warns_by_default_and_breaks_nothing(
    connection: duckdb.DuckDBPyConnection, expectations: Path
) -> None:
    connection.execute("delete from conformed.people")
    result = gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    assert (result.passed, [e.expectation for e in result.warnings]) == (True, ["at least one row"])


def test_an_empty_table_fails_no_expectation_about_its_values(
    connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare
) -> None:
    connection.execute("delete from conformed.people")
    declare(
        "expectations:\n"
        "  - {expect: ExpectColumnValuesToBeUnique, column: customer_id, severity: critical}\n"
        "  - {expect: ExpectCompoundColumnsToBeUnique, column_list: [customer_id, n],"
        " severity: critical}\n"
        "  - {expect: ExpectColumnValuesToMatchRegex, column: email, regex: a,"
        " severity: critical}\n"
    )
    assert gates.evaluate(ASSET, connection, "run", expectations=(expectations,)).passed


def test_the_default_gate_of_a_raw_table_is_its_contract(
    connection: duckdb.DuckDBPyConnection, expectations: Path
) -> None:
    connection.execute("create schema raw_risk")
    connection.execute(
        "create table raw_risk.letters as select 'LT-1' as letter_id, null as decision_id, "
        "'RS-1' as subject_ref, 'arrears' as letter_type, null::timestamp as posted_at "
        "from range(2)"
    )
    result = gates.evaluate("raw_risk.letters", connection, "run", expectations=(expectations,))
    assert {e.expectation for e in result.failures} == {
        "key is unique",
        "key and required columns are filled",
    }


def test_the_default_gate_of_a_model_is_the_key_its_yaml_tests(
    connection: duckdb.DuckDBPyConnection, expectations: Path, tmp_path: Path
) -> None:
    model = tmp_path / "dbt" / "models" / "conformed" / "people" / "published_people.yml"
    model.parent.mkdir(parents=True)
    model.write_text(
        "models:\n  - name: published_people\n    config: {alias: people}\n    data_tests:\n"
        "      - unique_combination: {arguments: {columns: [customer_id, n]}}\n"
    )
    result = gates.evaluate(
        ASSET, connection, "run", expectations=(expectations,), dbt_package=tmp_path / "dbt"
    )
    [key] = [e for e in result.expectations if e.expectation.startswith("key is unique")]
    assert key.column == "customer_id, n"


def test_a_suite_adds_to_the_default_gate_and_wins_where_both_speak(
    connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare
) -> None:
    connection.execute("delete from conformed.people")
    declare(
        "expectations:\n  - {expect: ExpectTableRowCountToBeBetween, name: at least one row,"
        " min_value: 1, severity: critical}\n"
    )
    result = gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    assert [e.expectation for e in result.failures] == ["at least one row"]
    assert len(result.expectations) == 2


def test_a_table_of_half_its_usual_size_passes_and_a_smaller_one_warns(
    connection: duckdb.DuckDBPyConnection, expectations: Path
) -> None:
    gates.evaluate(ASSET, connection, "first", expectations=(expectations,))
    connection.execute("delete from conformed.people where n = 0 or rowid < 24")
    assert connection.execute("select count(*) from conformed.people").fetchall() == [(50,)]
    half = gates.evaluate(ASSET, connection, "second", expectations=(expectations,))
    connection.execute("delete from conformed.people where rowid > 30")
    less = gates.evaluate(ASSET, connection, "third", expectations=(expectations,))
    assert half.warnings == ()
    assert [e.expectation for e in less.warnings] == ["row count against the last builds"]


@pytest.mark.parametrize(("country", "wrong"), [("GB", 1), ("BR", 1), ("XX", 0), ("", 0)])
def test_a_postcode_looks_as_in_the_companys_country(country: str, wrong: int) -> None:
    asset = "raw_shop.accounts"
    found = [c for c in default_gate.checks(asset, DBT_PACKAGE, None, country)
             if c.column == "postcode"]  # fmt: skip
    connection = duckdb.connect()
    connection.execute("create table accounts as select unnest(['BN3 6VA', '01037']) as postcode")
    counted = [
        connection.execute(f"select {check.unexpected} from accounts").fetchall()[0][0]
        for check in found
    ]
    assert sum(counted) == wrong
