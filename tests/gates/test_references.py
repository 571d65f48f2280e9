"""A suite's foreign key: found values pass, unknown ones are counted, a wrong word is an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import gates
from orchestration.gates import suites
from orchestration.settings import EXPECTATIONS, from_environment

ASSET = "conformed.people"
REFERENCE = "expectations:\n  - {{expect: ExpectColumnValuesToReference, {}, severity: critical}}\n"
KEY = "column: n, references: conformed.teams.team_id"


@pytest.fixture
def teams(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The teams that people's `n`, one of 0, 1 and 2, is the number of; 34 people have 0."""
    connection.execute("create table conformed.teams as select range as team_id from range(3)")
    return connection


def test_only_a_value_that_is_not_found_breaks_it(
    teams: duckdb.DuckDBPyConnection, expectations: Path, declare: Callable[..., None]
) -> None:
    declare(REFERENCE.format(KEY))
    assert gates.evaluate(ASSET, teams, "run", expectations=(expectations,)).passed
    teams.execute("delete from conformed.teams where team_id = 0")
    result = gates.evaluate(ASSET, teams, "run", expectations=(expectations,))
    (found,) = [one for one in result.expectations if one.expectation.startswith("every n is")]
    assert (result.passed, found.unexpected, found.evaluated) == (False, 34, 100)


def test_a_missing_value_refers_to_nothing(
    teams: duckdb.DuckDBPyConnection, expectations: Path, declare: Callable[..., None]
) -> None:
    declare(REFERENCE.format(KEY))
    teams.execute("delete from conformed.teams where team_id = 0")
    teams.execute("update conformed.people set n = null where n = 0")
    assert gates.evaluate(ASSET, teams, "run", expectations=(expectations,)).passed


def test_a_department_that_the_company_does_not_have_is_not_compared_and_said(
    teams: duckdb.DuckDBPyConnection, expectations: Path, declare: Callable[..., None]
) -> None:
    declare(REFERENCE.format("column: n, references: raw_workshop.teams.team_id"))
    result = gates.evaluate(ASSET, teams, "run", expectations=(expectations,))
    assert result.passed and not [e for e in result.expectations if "team" in e.expectation]
    assert suites.left_out((expectations,)) == (f"{ASSET}.n with raw_workshop.teams.team_id",)


def test_a_misspelt_department_is_an_error(
    teams: duckdb.DuckDBPyConnection, expectations: Path, declare: Callable[..., None]
) -> None:
    declare(REFERENCE.format("column: n, references: raw_servce.cases.case_id"))
    with pytest.raises(gates.GateError, match="did you mean service"):
        gates.evaluate(ASSET, teams, "run", expectations=(expectations,))


@pytest.mark.parametrize(
    "arguments",
    [
        "column: n",
        "references: conformed.teams.team_id",
        "column: n, references: conformed.teams",
        "column: n, references: conformed.teams.team_id; drop table conformed.teams",
        "column: 'n = 1 or t.n', references: conformed.teams.team_id",
        "column: n, references: conformed.teams.gone",
        "column: gone, references: conformed.teams.team_id",
        "column: n, references: conformed.gone.team_id",
        f"{KEY}, mostly: 0.9",
    ],
)
def test_one_that_says_something_else_is_an_error_and_never_a_pass(
    arguments: str,
    teams: duckdb.DuckDBPyConnection,
    expectations: Path,
    declare: Callable[..., None],
) -> None:
    declare(REFERENCE.format(arguments))
    with pytest.raises(gates.GateError):
        gates.evaluate(ASSET, teams, "run", expectations=(expectations,))


def test_no_suite_writes_a_plain_foreign_key_as_sql() -> None:
    plain = re.compile(
        r"left join \S+ as (\w+) on t\.(\w+) = \1\.(\w+)\s+"
        r"where t\.\2 is not null and \1\.\3 is null"
    )
    folders = (EXPECTATIONS, from_environment().company / "expectations")
    suites = [path for folder in folders for path in sorted(folder.glob("*/*.yml"))]
    assert plain.search(
        "left join a.b as c on t.d = c.e\n      where t.d is not null and c.e is null"
    )
    assert not [path.name for path in suites if plain.search(path.read_text())]
