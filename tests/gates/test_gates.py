"""A gate passes only what it declares, evaluates all of it, and leaves nothing open."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import gates
from orchestration.settings import Settings
from orchestration.warehouse import connect

Declare = Callable[..., None]
ASSET = "conformed.people"


def only(result: gates.GateResult, start: str) -> gates.ExpectationResult:
    (found,) = [e for e in result.expectations if e.expectation.startswith(start)]
    return found


@pytest.mark.parametrize(
    ("suite", "says"),
    [
        ("{expect: ExpectColumnValuesToBeUniqe, column: n, severity: critical}", "no expectation"),
        ("{expect: ExpectColumnValuesToBeUnique, column: n, severity: fatal}", "severity"),
        ("{expect: ExpectColumnValuesToBeUnique, column: n}", "severity"),
        ("{expect: ExpectColumnValuesToBeUnique, column: m, severity: critical}", "no column"),
        (
            "{expect: ExpectColumnValuesToBeInSet, column: n, set: [1], severity: critical}",
            "not declared rightly",
        ),
        (
            "{expect: ExpectColumnValuesToBeUnique, column: n, mostly: 2, severity: critical}",
            "mostly is 2",
        ),
        ("{column: n, severity: critical}", "needs `expect`"),
        ("just words", "needs `expect`"),
    ],
)
def test_a_mistyped_expectation_is_an_error_and_never_a_pass(
    suite: str,
    says: str,
    connection: duckdb.DuckDBPyConnection,
    expectations: Path,
    declare: Declare,
) -> None:
    good = "{expect: ExpectColumnValuesToNotBeNull, column: n, severity: critical}"
    declare(f"expectations:\n  - {good}\n  - {suite}\n")
    with pytest.raises(gates.GateError, match=says):
        gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    assert gates.results_of(connection, "run") == ()


@pytest.mark.parametrize(
    "text", ["", "expectations: []", "expectations:", "expectation: []", "- a", "a: [", "{}"]
)
def test_an_empty_or_unreadable_suite_is_an_error(
    text: str, connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare
) -> None:
    declare(text)
    with pytest.raises(gates.GateError, match=r"conformed\.people"):
        gates.evaluate(ASSET, connection, "run", expectations=(expectations,))


def test_a_suite_for_a_table_that_does_not_exist_is_an_error(
    connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare
) -> None:
    declare(
        "expectations:\n  - {expect: ExpectTableRowCountToBeBetween, severity: warning}", "gone"
    )
    with pytest.raises(gates.GateError, match="no such table"):
        gates.evaluate("conformed.gone", connection, "run", expectations=(expectations,))


def test_an_expectation_that_cannot_be_computed_is_an_error_that_quotes_no_value(
    connection: duckdb.DuckDBPyConnection,
    expectations: Path,
    declare: Declare,
    caplog: pytest.LogCaptureFixture,
) -> None:
    declare(
        "expectations:\n  - expect: UnexpectedRowsExpectation\n    name: a number\n"
        "    severity: critical\n"
        "    unexpected_rows_query: select 1 from {batch} where cast(email as integer) > 1\n"
    )
    with pytest.raises(gates.GateError, match="a number could not be evaluated") as error:
        gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    assert "private" not in str(error.value) + caplog.text


def test_no_table_at_all_is_an_error(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(gates.GateError, match="No table"):
        gates.evaluate_stage([], connection, "run")


def test_a_broken_gate_does_not_hide_the_results_of_the_others(
    connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare
) -> None:
    connection.execute("create table conformed.orders as select 'private' as total")
    declare(
        "expectations:\n  - {expect: ExpectColumnMeanToBeBetween, column: total, min_value: 0,"
        " severity: critical}\n",
        "orders",
    )
    broken = ["conformed.gone", "conformed.orders"]
    with pytest.raises(gates.GateError, match=r"conformed\.gone.*conformed\.orders"):
        gates.evaluate_stage([*broken, ASSET], connection, "run", expectations=(expectations,))
    assert [result.suite for result in gates.results_of(connection, "run")] == [ASSET]


def test_a_critical_failure_fails_the_gate_and_a_warning_only_shows(
    connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare
) -> None:
    declare(
        "expectations:\n"
        "  - {expect: ExpectColumnValuesToBeInSet, column: n, value_set: [0, 1],"
        " severity: warning}\n"
    )
    warned = gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    assert warned.passed
    assert [(e.unexpected, e.evaluated) for e in warned.warnings] == [(33, 100)]
    declare(
        "expectations:\n  - {expect: ExpectColumnValuesToBeUnique, column: n, severity: critical}\n"
    )
    failed = gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    assert not failed.passed
    assert [e.column for e in failed.failures] == ["n"]


@pytest.mark.parametrize(
    ("expectation", "regex", "unexpected"),
    [
        ("ExpectColumnValuesToMatchRegex", "^private[0-9]+@", 0),
        ("ExpectColumnValuesToMatchRegex", "^private[1-9]@", 91),
        ("ExpectColumnValuesToNotMatchRegex", "^private9", 11),
    ],
)
def test_regular_expressions_work_inside_duckdb(
    expectation: str,
    regex: str,
    unexpected: int,
    connection: duckdb.DuckDBPyConnection,
    expectations: Path,
    declare: Declare,
) -> None:
    declare(
        f"expectations:\n  - {{expect: {expectation}, column: email, regex: '{regex}',"
        " severity: warning}\n"
    )
    result = gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    assert only(result, expectation).unexpected == unexpected


def test_a_query_counts_the_rows_that_break_it(
    connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare
) -> None:
    declare(
        "expectations:\n  - expect: UnexpectedRowsExpectation\n    name: n is below two\n"
        "    severity: critical\n"
        "    unexpected_rows_query: select 1 as broken from {batch} as c where c.n > 1\n"
    )
    result = gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    assert (only(result, "n is").unexpected, result.passed) == (33, False)


def test_results_hold_counts_and_no_value(
    connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare, tmp_path: Path
) -> None:
    declare(
        "expectations:\n  - {expect: ExpectColumnValuesToMatchRegex, column: email,"
        " regex: nothing, severity: critical}\n"
    )
    (result,) = gates.evaluate_stage(
        [ASSET], connection, "run", results=tmp_path / "gates", expectations=(expectations,)
    )
    written = (tmp_path / "gates" / "run" / "conformed.people.json").read_text()
    kept = str(connection.execute("from gates.results").fetchall())
    assert max(e["unexpected"] for e in json.loads(written)["expectations"]) == 100
    assert "private" not in written + kept + str(result)


def test_a_suite_evaluated_again_in_one_run_replaces_its_results(
    connection: duckdb.DuckDBPyConnection, expectations: Path, declare: Declare
) -> None:
    declare(
        "expectations:\n  - {expect: ExpectColumnValuesToBeUnique, column: n, severity: critical}\n"
    )
    gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    connection.execute("update conformed.people set n = rowid")
    gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
    (result,) = gates.results_of(connection, "run")
    assert result.passed
    assert len(result.expectations) == 3


def test_the_callers_memory_limit_is_never_raised_and_is_restored(
    connection: duckdb.DuckDBPyConnection, expectations: Path
) -> None:
    for limit in ("100.0 MiB", "2.0 GiB"):
        connection.execute(f"set memory_limit = '{limit}'")
        gates.evaluate(ASSET, connection, "run", expectations=(expectations,))
        kept = connection.execute("select current_setting('memory_limit')").fetchall()
        assert kept == [(limit,)]


def test_another_process_can_write_as_soon_as_the_connection_is_closed(
    settings: Settings, connection: duckdb.DuckDBPyConnection, expectations: Path
) -> None:
    gates.evaluate_stage([ASSET], connection, "run", expectations=(expectations,))
    with pytest.raises(gates.GateError):
        gates.evaluate("conformed.gone", connection, "run", expectations=(expectations,))
    connection.close()
    writer = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('create table t (i int)')"
    subprocess.run([sys.executable, "-c", writer, str(settings.warehouse)], check=True)
    with connect(settings) as again:
        assert again.execute("select count(*) from t").fetchall() == [(0,)]
