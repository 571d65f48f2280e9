"""The gate ledger, `gates.results`: one row per run, suite and expectation, for ever.

Publishing believes nothing else. A suite evaluated again in the same run replaces its rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration import at_rest, queries
from orchestration.gates.results import ExpectationResult, GateResult

ROW_COUNT = "row count against the last builds"
_LAST_BUILDS = 5


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the ledger where it does not exist."""
    connection.execute("create schema if not exists gates")
    connection.execute(
        """
        create table if not exists gates.results (
            run_id varchar not null, suite varchar not null, expectation varchar not null,
            column_name varchar, severity varchar not null, passed boolean not null,
            unexpected bigint not null, evaluated bigint not null, occurred_at timestamp not null
        )
        """
    )


def record(connection: duckdb.DuckDBPyConnection, results: Sequence[GateResult]) -> None:
    """Write results to the ledger, whole suites in one transaction."""
    if not results:
        return
    rows = [
        (result.run_id, result.suite, e.expectation, e.column, e.severity, e.passed, e.unexpected,
         e.evaluated)
        for result in results
        for e in result.expectations
    ]  # fmt: skip
    columns = [list(column) for column in zip(*rows, strict=True)]
    unnested = ", ".join("unnest(?)" for _ in columns)
    with at_rest.cursor(connection) as cursor:
        cursor.begin()
        for result in results:
            cursor.execute(
                "delete from gates.results where run_id = ? and suite = ?",
                [result.run_id, result.suite],
            )
        cursor.execute(
            f"insert into gates.results select {unnested}, now() at time zone 'UTC'", columns
        )
        cursor.commit()


def results_of(connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[GateResult, ...]:
    """Every gate of one run as the ledger holds it, by suite; empty where nothing ran."""
    prepare(connection)
    rows = connection.execute(
        queries.text(__file__, "results_of.sql"),
        [run_id],
    ).fetchall()
    suites = sorted({str(row[0]) for row in rows})
    found = {
        suite: tuple(ExpectationResult(*row[1:]) for row in rows if row[0] == suite)
        for suite in suites
    }
    return tuple(
        GateResult(suite, run_id, _row_count(expectations), expectations)
        for suite, expectations in found.items()
    )


def usual_row_counts(connection: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, int]:
    """The median row count of every gated table over the last five other runs."""
    counts = connection.execute(
        queries.text(__file__, "usual_row_counts.sql"),
        [ROW_COUNT, run_id, _LAST_BUILDS],
    ).fetchall()
    return {str(suite): int(rows) for suite, rows in counts}


def _row_count(expectations: tuple[ExpectationResult, ...]) -> int:
    """The table's rows when it was gated: every gate counts them."""
    return next((e.evaluated for e in expectations if e.expectation == ROW_COUNT), 0)
