"""Evaluating gates: one table, or all tables of a stage on one loaded engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration import queries
from orchestration.company import profile
from orchestration.gates import default_gate, honest, ledger, memory, overlay
from orchestration.gates.errors import GateError
from orchestration.gates.results import GateResult, write_json
from orchestration.gates.suites import Suite, read_suites
from orchestration.settings import DBT_PACKAGE, from_environment

if TYPE_CHECKING:
    from orchestration.gates.in_duckdb import Evaluator


def evaluate(
    asset: str,
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    *,
    expectations: tuple[Path, ...] | None = None,
    dbt_package: Path = DBT_PACKAGE,
) -> GateResult:
    """Evaluate the gate of one asset, `schema.table`, and write it to the ledger.

    Raises GateError when the gate cannot be evaluated as declared.
    """
    (result,) = evaluate_stage(
        [asset], connection, run_id, expectations=expectations, dbt_package=dbt_package
    )
    return result


def evaluate_stage(
    assets: Iterable[str],
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    progress: Callable[[GateResult], None] | None = None,
    *,
    results: Path | None = None,
    expectations: tuple[Path, ...] | None = None,
    dbt_package: Path = DBT_PACKAGE,
    may_be_empty: Collection[str] = (),
    snapshot: Path | None = None,
) -> tuple[GateResult, ...]:
    """Evaluate the gates of all assets of a stage, in the order given.

    Everything must be committed on `connection`: a second connection to the same database reads
    it. With a `snapshot`, a DuckDB file, every schema that it has is read from there instead.
    `progress` is called after each gate; `results` is a folder for one JSON file per gate. A
    failed expectation is a result, not an error. Tables in `may_be_empty` are not asked for a row:
    nobody provides what they are made of.

    Raises GateError, after all other gates ran and were written to the ledger, when a gate cannot
    be evaluated as declared; the message names each. Raises GateError when there is no asset.
    """
    wanted = tuple(dict.fromkeys(assets))
    if not wanted:
        raise GateError("No table was given to gate.")
    ledger.prepare(connection)
    found: list[GateResult] = []
    broken: list[str] = []
    with memory.at_most(connection), ExitStack() as stack:
        read = connection
        if snapshot is not None:
            read = stack.enter_context(overlay.over(connection, snapshot))
        stage = _Stage(
            read,
            run_id,
            expectations or from_environment().expectations,
            dbt_package,
            _columns(read),
            ledger.usual_row_counts(connection, run_id),
            frozenset(may_be_empty),
            profile.read(from_environment().company).country,
            cache(lambda: stack.enter_context(_evaluator(read))),
        )
        for asset in wanted:
            try:
                found.append(stage.gate(asset))
            except GateError as error:
                broken.append(str(error))
                continue
            if results is not None:
                write_json(found[-1], results)
            if progress is not None:
                progress(found[-1])
    ledger.record(connection, found)
    if broken:
        raise GateError(" ".join(broken))
    return tuple(found)


@dataclass(frozen=True)
class _Stage:
    """What the gates of one stage share; `evaluator` loads Great Expectations when first asked."""

    connection: duckdb.DuckDBPyConnection
    run_id: str
    expectations: tuple[Path, ...]
    dbt_package: Path
    columns: dict[str, frozenset[str]]
    usual: dict[str, int]
    may_be_empty: frozenset[str]
    country: str
    evaluator: Callable[[], Evaluator]

    def gate(self, asset: str) -> GateResult:
        """Evaluate the default gate of an asset, then its suite where it has one."""
        if asset not in self.columns:
            raise GateError(f"{asset}: there is no such table.")
        suite = _suite(asset, self.expectations, self.columns[asset])
        checks = default_gate.checks(asset, self.dbt_package, self.usual.get(asset), self.country)
        if suite is not None:
            critical = {check.name for check in checks if check.severity == "critical"}
            honest.refuse_vacuous(suite, self.columns, critical | {ledger.ROW_COUNT})
        declared = {expectation.name for expectation in suite.expectations} if suite else set()
        if asset in self.may_be_empty:
            declared.add(default_gate.NOT_EMPTY)
        kept = [check for check in checks if check.name not in declared]
        rows, outcomes = default_gate.evaluate(self.connection, asset, kept)
        if suite is not None:
            outcomes += self.evaluator().evaluate(suite, rows)
        return GateResult(asset, self.run_id, rows, outcomes)


def _evaluator(connection: duckdb.DuckDBPyConnection) -> Evaluator:
    from orchestration.gates.in_duckdb import Evaluator  # takes seconds

    return Evaluator(connection)


def _suite(asset: str, expectations: tuple[Path, ...], columns: frozenset[str]) -> Suite | None:
    """The suite of an asset, once every column it names is known to exist; None without one."""
    suite = read_suites(asset, expectations)
    for expectation in suite.expectations if suite else ():
        if not columns.issuperset(expectation.columns):
            raise GateError(f"{asset}: {expectation.name} names no column of the table.")
    return suite


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Column names by table, `schema.table`."""
    found = connection.execute(queries.text(__file__, "columns.sql")).fetchall()
    return {str(asset): frozenset(names) for asset, names in found}
