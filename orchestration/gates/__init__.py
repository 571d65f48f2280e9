"""Gates: what must hold before data moves one layer right.

A gate is one table's suite of Great Expectations, evaluated inside DuckDB at a seam (raw,
identity, conformed, marts). It fails closed: a suite that is empty, names a table, column,
expectation or severity that does not exist, or that cannot be evaluated raises `GateError`; it
never passes. Every evaluation is written to `gates.results`, which publishing verifies, so that no
selection of assets walks around a gate. Results hold counts and names, never values.

What stays out: blocking the run (that is the Dagster check's severity) and anything about files
(that is landing).
"""

from orchestration.gates.data_docs import write as write_data_docs
from orchestration.gates.declared import digest, problem, severities
from orchestration.gates.errors import GateError
from orchestration.gates.ledger import prepare, results_of
from orchestration.gates.results import ExpectationResult, GateResult
from orchestration.gates.stage import evaluate, evaluate_stage
from orchestration.gates.suites import Expectation, Suite, read_suite, refuse_strays, suite_names

__all__ = [
    "Expectation",
    "ExpectationResult",
    "GateError",
    "GateResult",
    "Suite",
    "digest",
    "evaluate",
    "evaluate_stage",
    "prepare",
    "problem",
    "read_suite",
    "refuse_strays",
    "results_of",
    "severities",
    "suite_names",
    "write_data_docs",
]
