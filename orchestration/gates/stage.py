"""Evaluating gates: one table, or all tables of a stage on one loaded engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from orchestration.gates import ledger, memory
from orchestration.gates.defaults import row_count, suite_for
from orchestration.gates.errors import GateError
from orchestration.gates.results import GateResult, write_json
from orchestration.gates.suites import Suite
from orchestration.settings import DBT_PROJECT, EXPECTATIONS
from orchestration.warehouse import quoted


def evaluate(
    asset: str,
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    *,
    expectations: Path = EXPECTATIONS,
    dbt_project: Path = DBT_PROJECT,
) -> GateResult:
    """Evaluate the gate of one asset, `schema.table`, and write it to the ledger.

    Raises GateError when the gate cannot be evaluated as declared.
    """
    (result,) = evaluate_stage(
        [asset], connection, run_id, expectations=expectations, dbt_project=dbt_project
    )
    return result


def evaluate_stage(
    assets: Iterable[str],
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    progress: Callable[[GateResult], None] | None = None,
    *,
    results: Path | None = None,
    expectations: Path = EXPECTATIONS,
    dbt_project: Path = DBT_PROJECT,
) -> tuple[GateResult, ...]:
    """Evaluate the gates of all assets of a stage, in the order given.

    Everything must be committed on `connection`: a second connection to the same database reads
    it. `progress` is called after each gate; `results` is a folder for one JSON file per gate.
    A failed expectation is a result, not an error.

    Raises GateError, after all other gates ran and were written to the ledger, when a gate cannot
    be evaluated as declared; the message names each. Raises GateError when there is no asset.
    """
    wanted = tuple(dict.fromkeys(assets))
    if not wanted:
        raise GateError("No table was given to gate.")
    from orchestration.gates.in_duckdb import Evaluator  # loads Great Expectations: seconds

    ledger.prepare(connection)
    usual = ledger.usual_row_counts(connection, run_id)
    columns = _columns(connection)
    passed: list[GateResult] = []
    broken: list[str] = []
    with memory.at_most(connection), Evaluator(connection) as evaluator:
        for asset in wanted:
            try:
                suite = suite_for(asset, expectations, dbt_project)
                suite = Suite(asset, (*suite.expectations, row_count(usual.get(asset))))
                rows = _rows(connection, suite, columns.get(asset))
                found = GateResult(asset, run_id, rows, evaluator.evaluate(suite, rows))
            except GateError as error:
                broken.append(str(error))
                continue
            passed.append(found)
            if results is not None:
                write_json(found, results)
            if progress is not None:
                progress(found)
    ledger.record(connection, passed)
    if broken:
        raise GateError(" ".join(broken))
    return tuple(passed)


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    found = connection.execute(
        """
        select schema_name || '.' || table_name, list(column_name)
        from duckdb_columns()
        where database_name = current_database() and not internal
        group by 1
        """
    ).fetchall()
    return {str(asset): frozenset(names) for asset, names in found}


def _rows(
    connection: duckdb.DuckDBPyConnection, suite: Suite, columns: frozenset[str] | None
) -> int:
    """The rows of a suite's table, once table and columns are known to exist."""
    if columns is None:
        raise GateError(f"{suite.name}: there is no such table.")
    for expectation in suite.expectations:
        unknown = [column for column in expectation.columns if column not in columns]
        if unknown:
            raise GateError(f"{suite.name}: {expectation.name} names no column of the table.")
    schema, table = suite.name.split(".")
    counted = connection.execute(f"select count(*) from {quoted(schema)}.{quoted(table)}")
    ((rows,),) = counted.fetchall()
    return int(rows)
