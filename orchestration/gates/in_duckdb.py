"""Great Expectations inside DuckDB. Importing this module loads it, which takes seconds.

Great Expectations has no DuckDB data source; its SQLAlchemy engine closes the connection before it
fetches, which DuckDB does not survive. So the engine here keeps one connection open, a cursor of
the caller's own DuckDB connection: the file is not opened twice, and nothing stays open after
`close`. Expectations are validated on the engine itself, without a data context: that needs no
project folder, sends no telemetry and costs about 20 ms per table.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import Any

import duckdb
import great_expectations.expectations as expectations
import sqlalchemy
from duckdb_sqlalchemy import ConnectionWrapper
from great_expectations.core.batch import Batch
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.execution_engine.sqlalchemy_batch_data import SqlAlchemyBatchData
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.expectation import Expectation as GreatExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)
from great_expectations.validator.validator import Validator

from orchestration import at_rest
from orchestration.gates.errors import GateError
from orchestration.gates.results import ExpectationResult
from orchestration.gates.suites import Expectation, Suite

# Its log quotes the database's messages, and those quote values.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)

# Counts only: with no examples asked for, no value leaves the database.
_COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0}


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Great Expectations' SQL engine on one kept-open DuckDB connection."""

    @contextmanager
    def get_connection(self) -> Generator[sqlalchemy.Connection, None, None]:
        if self._connection is None:
            self._connection = self.engine.connect()
        try:
            yield self._connection
        except Exception:
            self._connection.rollback()  # or every later query fails in the aborted transaction
            raise


class _MatchRegex(ColumnMapMetricProvider):
    condition_metric_name = "column_values.match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=DuckDBExecutionEngine)
    def _duckdb(cls, column: Any, regex: str, **_: Any) -> Any:  # noqa: N805
        return sqlalchemy.func.regexp_matches(column, regex)


class _NotMatchRegex(ColumnMapMetricProvider):
    condition_metric_name = "column_values.not_match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=DuckDBExecutionEngine)
    def _duckdb(cls, column: Any, regex: str, **_: Any) -> Any:  # noqa: N805
        return sqlalchemy.not_(sqlalchemy.func.regexp_matches(column, regex))


class Evaluator:
    """Evaluates suites on one DuckDB connection; use it as a context manager."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._cursor = at_rest.cursor(connection)
        self._engine = sqlalchemy.create_engine(
            "duckdb:///",
            creator=lambda: ConnectionWrapper(self._cursor),
            poolclass=sqlalchemy.pool.StaticPool,
        )
        self._execution = DuckDBExecutionEngine(engine=self._engine)

    def __enter__(self) -> Evaluator:
        return self

    def __exit__(self, *_: object) -> None:
        with closing(self._cursor):
            if self._execution._connection is not None:
                self._execution._connection.close()
            self._execution.close()

    def evaluate(self, suite: Suite, rows: int) -> tuple[ExpectationResult, ...]:
        """Evaluate every expectation of a suite on its table of `rows` rows, in declared order.

        Raises GateError when an expectation is unknown, has arguments it does not take, or did not
        come back with a result.
        """
        declared = {declared.name: declared for declared in suite.expectations}
        kept = [_configuration(suite.name, expectation) for expectation in suite.expectations]
        schema, table = suite.name.split(".")
        data: Any = SqlAlchemyBatchData(
            self._execution, schema_name=schema, table_name=table, create_temp_table=False
        )
        validator = Validator(execution_engine=self._execution, batches=[Batch(data=data)])
        validator.metrics_calculator.show_progress_bars = False
        validated = {
            str((result.expectation_config.meta or {}).get("name")): result
            for result in validator.graph_validate(
                configurations=kept,
                runtime_configuration={"catch_exceptions": True, "result_format": _COUNTS},
            )
            if result.expectation_config is not None
        }
        if not 0 < len(declared) == len(kept) == len(validated) or set(declared) != set(validated):
            missing = ", ".join(sorted(set(declared) - set(validated)))
            raise GateError(f"{suite.name}: declared but not evaluated: {missing}.")
        return tuple(
            _result(suite.name, declared[name], validated[name], rows) for name in declared
        )


def _configuration(suite: str, declared: Expectation) -> ExpectationConfiguration:
    kind = getattr(expectations, declared.expect, None)
    if not (isinstance(kind, type) and issubclass(kind, GreatExpectation)):
        raise GateError(f"{suite}: there is no expectation {declared.expect!r}.")
    try:
        known = kind(**declared.arguments, meta={"name": declared.name})
    except (TypeError, ValueError, GreatExpectationsError) as error:
        raise GateError(f"{suite}: {declared.name} is not declared rightly: {error}") from error
    configuration: ExpectationConfiguration = known.configuration
    return configuration


def _result(
    suite: str, declared: Expectation, validated: ExpectationValidationResult, rows: int
) -> ExpectationResult:
    found = validated.result or {}
    if rows == 0 and found.get("unexpected_count", 0) is None:
        found = {**found, "unexpected_count": 0}  # the sum over no rows is null
    if _raised(validated.exception_info) or found.get("unexpected_count", 0) is None or not found:
        raise GateError(
            f"{suite}: {declared.name} could not be evaluated "
            f"({_exception(str(validated.exception_info))})."
        )
    passed = validated.success is True
    if "unexpected_count" in found:
        unexpected = int(found["unexpected_count"])
        evaluated = int(found["element_count"]) - int(found.get("missing_count") or 0)
    elif declared.expect == "UnexpectedRowsExpectation":
        unexpected, evaluated = int(found["observed_value"]), rows
    else:
        unexpected, evaluated = int(not passed), rows
    columns = ", ".join(declared.columns) or None
    return ExpectationResult(
        declared.name, columns, declared.severity, passed, unexpected, evaluated
    )


def _raised(info: Any) -> bool:
    if not isinstance(info, dict):
        return bool(info)
    return bool(info.get("raised_exception", True))


def _exception(text: str) -> str:
    """The class of the exception; its message may quote a value."""
    names = re.findall(r"\b([A-Za-z]*(?:Error|Exception))\b", text)
    return names[0] if names else "no result"
