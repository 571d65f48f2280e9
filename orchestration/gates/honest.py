"""Refusing suites that could not fail, and suites' SQL that does something else than look.

A gate that cannot fail is none, so these are errors of the suite, found before any of it runs.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import duckdb

from orchestration import sandbox
from orchestration.gates.default_gate import NOT_EMPTY
from orchestration.gates.errors import GateError
from orchestration.gates.suites import Expectation, Suite

BATCH = "{batch}"
# No honest pattern for a value holds for all of these.
_PROBES = ("", " ", "a", "Z", "0", "-", "\n", "\x00", "é", "漢字", "!?#", "a@b.example", "x" * 300)
_COUNTED = ("RowCount", "ValueLengths", "UniqueValueCount", "Proportion")


def refuse_vacuous(suite: Suite, tables: Collection[str], critical: Collection[str]) -> None:
    """Look at every expectation of a suite on one of `tables`, all as `schema.table`.

    `critical` are the names of the default gate's critical checks, which no suite may take over.
    Raises GateError, naming suite and expectation, for one that could not fail, or for SQL that is
    not one SELECT which reads the suite's own table.
    """
    for declared in suite.expectations:
        if declared.name in critical:
            raise GateError(
                f"{suite.name}: {declared.name!r} is a check that every table has; choose a name."
            )
        problem = _problem(declared)
        if problem is None and "unexpected_rows_query" in declared.arguments:
            problem = _query(declared.arguments["unexpected_rows_query"], suite.name, tables)
        if problem is not None:
            raise GateError(f"{suite.name}: {declared.name}: {problem}")


def _query(query: Any, table: str, tables: Collection[str]) -> str | None:
    if not isinstance(query, str):
        return "its query is no text."
    try:
        read = sandbox.select(query.replace(BATCH, table), tables)
        blind = sandbox.blind(query.replace(BATCH, table))
    except sandbox.SandboxError as error:
        return f"its query may not run. {error}"
    if table not in read or BATCH not in query:
        return f"its query does not read {BATCH}, so it says nothing of this table."
    return f"its query could not fail: {blind}." if blind else None


def _problem(declared: Expectation) -> str | None:
    """Why an expectation could not fail; None where it could."""
    arguments = declared.arguments
    mostly = arguments.get("mostly", 1)
    if isinstance(mostly, bool) or not isinstance(mostly, int | float) or not 0 < mostly <= 1:
        return f"mostly is {mostly!r}; it must be above 0 and at most 1."
    may_be_empty = declared.name == NOT_EMPTY and declared.severity == "warning"
    if "Between" in declared.expect and not _leaves_out(declared.expect, arguments):
        if may_be_empty:  # said of a table instead of the default gate's warning
            return None
        return "it allows every number."
    if "NotMatch" not in declared.expect and any(map(_fits_everything, _patterns(arguments))):
        return "its pattern matches everything."
    return None


def _leaves_out(expect: str, arguments: dict[str, Any]) -> bool:
    """Whether a range leaves a number out; counts are never below 0, shares never above 1."""
    least, most = arguments.get("min_value"), arguments.get("max_value")
    if any(kind in expect for kind in _COUNTED) and isinstance(least, int | float) and least <= 0:
        least = None
    if "Proportion" in expect and isinstance(most, int | float) and most >= 1:
        most = None
    return least is not None or most is not None


def _patterns(arguments: dict[str, Any]) -> list[tuple[str, str]]:
    """(operator, pattern) of every pattern of an expectation, in lists or alone."""
    found = []
    for operator, argument in (("regexp_matches", "regex"), ("like", "like_pattern")):
        given = arguments.get(argument), *(arguments.get(f"{argument}_list") or ())
        found += [(operator, one) for one in given if isinstance(one, str)]
    return found


def _fits_everything(pattern: tuple[str, str]) -> bool:
    operator, text = pattern
    with sandbox.parser() as connection:
        matches = "one like $pattern" if operator == "like" else "regexp_matches(one, $pattern)"
        try:
            ((fits,),) = connection.execute(
                f"select bool_and({matches}) from (select unnest($probes) as one)",
                {"pattern": text, "probes": list(_PROBES)},
            ).fetchall()
        except duckdb.Error:  # no pattern at all, which its evaluation says
            return False
    return bool(fits)
