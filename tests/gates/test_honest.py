"""A suite that could not fail is an error of the suite, and its SQL only looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import gates
from orchestration.gates import honest, suites
from orchestration.gates.ledger import ROW_COUNT
from orchestration.settings import EXPECTATIONS

NULL = "expect: ExpectColumnValuesToNotBeNull, column: n, severity: critical"
REGEX = "expect: ExpectColumnValuesToMatchRegex, column: email, severity: critical"
LENGTH = "expect: ExpectColumnValueLengthsToBeBetween, column: email, severity: critical"
ROWS = "expect: ExpectTableRowCountToBeBetween, severity: critical"
SQL = "expect: UnexpectedRowsExpectation, name: q, severity: critical"


def suite(entry: str, folder: Path) -> suites.Suite:
    path = folder / "conformed" / "people.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"expectations:\n- {{{entry}}}\n", encoding="utf-8")
    return suites.read_suite(path)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (f"{NULL}, mostly: 0", "mostly is 0"),
        (f"{NULL}, mostly: 0.0", "mostly is 0.0"),
        (f"{NULL}, mostly: -1", "mostly is -1"),
        (f"{NULL}, mostly: 1.5", "mostly is 1.5"),
        (f"{NULL}, mostly: .nan", "mostly is nan"),
        (f"{NULL}, mostly: yes", "mostly is True"),
        (f"{NULL}, mostly: '1'", "mostly is '1'"),
        (f"{REGEX}, regex: '.*'", "matches everything"),
        (f"{REGEX}, regex: ''", "matches everything"),
        (f"{REGEX}, regex: '^'", "matches everything"),
        (f"{REGEX}, regex: '(?s)^.*$'", "matches everything"),
        (f"{REGEX}, regex: 'a?'", "matches everything"),
        (
            "expect: ExpectColumnValuesToMatchLikePattern, column: email, like_pattern: '%%', "
            "severity: critical",
            "matches everything",
        ),
        (f"{LENGTH}, min_value: 0", "every number"),
        (f"{ROWS}, min_value: 0", "every number"),
        (f"{ROWS}, min_value: -5", "every number"),
        (f"{SQL}, unexpected_rows_query: select 1 where false", "does not read"),
        (f"{SQL}, unexpected_rows_query: 'select 1 -- {{batch}}'", "does not read"),
        (f"{SQL}, unexpected_rows_query: select 1 from conformed.other", "does not read"),
        (f"{SQL}, unexpected_rows_query: select 1 from conformed.people", "does not read"),
        (f"{SQL}, unexpected_rows_query: 3", "no text"),
        (f"{SQL}, unexpected_rows_query: \"select * from {{batch}}, 'f.csv'\"", "may not run"),
        (f"{SQL}, unexpected_rows_query: \"copy (from {{batch}}) to 'f'\"", "may not run"),
        (f"{SQL}, unexpected_rows_query: 'from {{batch}}; drop table x'", "may not run"),
        (f"{SQL}, unexpected_rows_query: 'from {{batch}} tablesample 0%'", "a sample"),
        (
            f"{SQL}, unexpected_rows_query: 'from {{batch}} where n is null using sample 1'",
            "a sample",
        ),
        (f"{SQL}, unexpected_rows_query: 'from {{batch}} limit 0'", "no rows"),
        (f"{SQL}, unexpected_rows_query: 'from {{batch}} limit 1 offset 9'", "leaves some out"),
        (f"{SQL}, unexpected_rows_query: 'from {{batch}} limit 0%'", "no rows"),
        (f"{SQL}, unexpected_rows_query: 'from {{batch}} where n is null and 1 = 0'", "no column"),
        (f"{SQL}, unexpected_rows_query: 'from {{batch}} where null'", "no column"),
        (f"{SQL}, unexpected_rows_query: 'from (from {{batch}} where false)'", "no column"),
        (
            f"{SQL}, unexpected_rows_query: 'select n from {{batch}} group by n having 2 < 1'",
            "column",
        ),
        (f"{NULL}, name: key is unique", "every table has"),
    ],
)
def test_what_could_not_fail_is_refused(entry: str, says: str, tmp_path: Path) -> None:
    tables = {"conformed.people", "conformed.other"}
    with pytest.raises(gates.GateError, match=says):
        honest.refuse_vacuous(suite(entry, tmp_path), tables, {"key is unique"})


@pytest.mark.parametrize(
    "entry",
    [
        f"{NULL}, mostly: 0.01",
        f"{REGEX}, regex: '^[^@]*$'",
        f"{REGEX}, regex: '^.+$'",
        "expect: ExpectColumnValuesToNotMatchRegex, column: email, regex: '.*', severity: warning",
        f"{LENGTH}, min_value: 0, max_value: 90",
        f"{ROWS}, min_value: 1",
        f"{SQL}, unexpected_rows_query: 'from {{batch}} where n is null limit 5'",
        f"{SQL}, unexpected_rows_query: 'select n from {{batch}} group by n having count(*) > 1'",
        "expect: ExpectColumnMeanToBeBetween, column: n, min_value: 0, severity: warning",
        f"{SQL}, unexpected_rows_query: 'select 1 from {{batch}} where n is null'",
    ],
)
def test_what_can_fail_is_left_alone(entry: str, tmp_path: Path) -> None:
    honest.refuse_vacuous(suite(entry, tmp_path), {"conformed.people"}, {"key is unique"})


def test_a_critical_check_of_the_default_gate_cannot_be_taken_over(
    connection: duckdb.DuckDBPyConnection, declare: Callable[[str], None], expectations: Path
) -> None:
    declare(
        "expectations:\n- {expect: ExpectColumnValuesToNotBeNull, column: n, severity: warning, "
        f"name: '{ROW_COUNT}'}}\n"
    )
    with pytest.raises(gates.GateError, match="every table has"):
        gates.evaluate("conformed.people", connection, "run", expectations=(expectations,))


def test_every_suite_of_ours_can_fail() -> None:
    found = [suites.read_suite(path) for path in sorted(EXPECTATIONS.glob("*/*.yml"))]
    queries = " ".join(str(e.arguments) for one in found for e in one.expectations)
    named = set(re.findall(r"\b[a-z_]+\.[a-z_0-9]+\b", queries))
    for one in found:
        honest.refuse_vacuous(one, named | {s.name for s in found}, {"key is unique"})
