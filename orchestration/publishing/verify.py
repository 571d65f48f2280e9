"""May this run be published? Only the gate ledger answers."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from orchestration import gates
from orchestration.publishing.errors import PublishError
from orchestration.warehouse import quoted

GATE_RESULTS = "gate_results"


def marts(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Every table and view of schema `marts`, in order."""
    found = connection.execute(
        """
        select table_name
        from information_schema.tables
        where table_catalog = current_database() and table_schema = 'marts'
        order by table_name
        """
    ).fetchall()
    return tuple(str(name) for (name,) in found)


def verify_gates(
    connection: duckdb.DuckDBPyConnection, run_id: str, required: Collection[str]
) -> tuple[gates.GateResult, ...]:
    """The gates of a run, once all that are required, and every mart's, are known to have passed.

    Raises PublishError naming the gates that are missing, that failed, or whose mart has changed
    since; also when no gate is required or there is no mart.
    """
    published = [mart for mart in marts(connection) if mart != GATE_RESULTS]
    if not required or not published:
        raise PublishError("Nothing was published: there is no required gate or no mart.")
    results = {result.suite: result for result in gates.results_of(connection, run_id)}
    wanted = {*required, *(f"marts.{mart}" for mart in published)}
    missing = sorted(wanted - set(results))
    failed = sorted(suite for suite, result in results.items() if not result.passed)
    changed = [
        f"marts.{mart}"
        for mart in published
        if f"marts.{mart}" in results and _rows(connection, mart) != results[f"marts.{mart}"].rows
    ]
    unknown = sorted(f"marts.{mart}" for mart in published if f"marts.{mart}" not in required)
    problems = [
        f"{what}: {', '.join(suites)}."
        for what, suites in (
            ("Gates without a result in this run", missing),
            ("Of these, tables nobody required", sorted(set(missing) & set(unknown))),
            ("Gates that failed", failed),
            ("Marts rebuilt after their gate", changed),
        )
        if suites
    ]
    if problems:
        raise PublishError("Nothing was published. " + " ".join(problems))
    return tuple(results.values())


def write_gate_results(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Write the mart `gate_results`: one row per suite and expectation of this build.

    Its gates run after dbt, so no dbt model can hold them. Earlier builds' results are in those
    builds, and in the ledger.
    """
    connection.execute(
        """
        create or replace table marts.gate_results as
        select suite, expectation, column_name, severity, passed, unexpected, evaluated
        from gates.results
        where run_id = ?
        order by suite, expectation
        """,
        [run_id],
    )


def _rows(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    ((rows,),) = connection.execute(f"select count(*) from marts.{quoted(mart)}").fetchall()
    return int(rows)
