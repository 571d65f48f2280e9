"""Data Docs: what the gates found, as pages that need no server and no network.

Made from the ledger alone, so they hold names and counts and no value. Great Expectations' own
pages fetch fifteen files from the internet and quote failing values.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration import queries
from orchestration.gates.ledger import prepare, results_of
from orchestration.gates.results import GateResult

INDEX = "index.html"
_TEMPLATE = "data_docs.html.jinja"
_RUNS = 50


@dataclass(frozen=True)
class RunTotals:
    """One run of the ledger in one line; `gated_at` is UTC, to the second."""

    run_id: str
    gated_at: str
    suites: int
    expectations: int
    failures: int
    warnings: int


def write(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    required: Collection[str],
    folder: Path,
) -> Path:
    """Write the page of one run, and make it the first page; return the latter's path.

    `required` are the tables, `schema.table`, without whose gates nothing is published; those
    without a result in this run are listed as missing. Every earlier run has a page of its own,
    `<folder>/<run_id>/index.html`, linked from the first one.
    """
    results = results_of(connection, run_id)
    runs = _runs(connection)
    template = _environment().get_template(_TEMPLATE)
    kept = [run for run in runs if run.run_id == run_id or (folder / run.run_id / INDEX).exists()]
    for page, home in ((folder / run_id / INDEX, "../"), (folder / INDEX, "")):
        page.parent.mkdir(parents=True, exist_ok=True)
        draft = page.with_suffix(".draft")
        draft.write_text(
            template.render(
                run=next((run for run in runs if run.run_id == run_id), None),
                run_id=run_id,
                runs=kept,
                home=home,
                schemas=_by_schema(results),
                missing=sorted({*required} - {result.suite for result in results}),
                failed=[result for result in results if not result.passed],
                warned=[result for result in results if result.passed and result.warnings],
            ),
            encoding="utf-8",
        )
        draft.replace(page)
    return folder / INDEX


def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters["number"] = lambda count: f"{count:,}"
    return environment


def _by_schema(results: Collection[GateResult]) -> list[dict[str, Any]]:
    """Results gathered by schema, in the order in which data moves."""
    order = ("raw", "identity", "conformed", "statistics", "marts")
    schemas = sorted(
        {result.suite.split(".")[0] for result in results},
        key=lambda schema: (
            next((n for n, start in enumerate(order) if schema.startswith(start)), len(order)),
            schema,
        ),
    )
    return [
        {"name": schema, "results": [r for r in results if r.suite.startswith(f"{schema}.")]}
        for schema in schemas
    ]


def _runs(connection: duckdb.DuckDBPyConnection) -> tuple[RunTotals, ...]:
    """The newest runs of the ledger, newest first."""
    prepare(connection)
    rows = connection.execute(
        queries.text(__file__, "recent_runs.sql"),
        [_RUNS],
    ).fetchall()
    return tuple(RunTotals(*row) for row in rows)
