"""Telling history again under another version, beside the warehouse and without a run.

What the lifecycle models read is copied from the build into a database of its own, and dbt builds
the very same models there, once per version, with the chances of loss computed between them. Where
several numbers moved, they are built once more for each of them, with nothing else moved.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from orchestration import at_rest, dbt, landing, warehouse
from orchestration.company.project import PACKAGE
from orchestration.policy import compare, versions
from orchestration.policy.changes import Difference
from orchestration.quoting import quoted
from orchestration.settings import Settings

# From the numbers of a version to the state of every customer; what lies between is told again.
MODELS = (
    "lifecycle_policy",
    "ending_decisions",
    "order_values",
    "orders",
    "contracts",
    "purchases",
    "unmade_purchases",
    "book_purchases",
    "purchase_retention",
    "customer_tenures",
    "active_periods",
    "lifecycle_events",
    "risk_reasons",
    "customer_states",
)
UNTESTED = ("--exclude-resource-type", "test", "unit_test")
RISKS = "customer_risks"
KEPT = (
    "conformed.lifecycle_policy",
    "conformed.ending_decisions",
    "conformed.lifecycle_events",
    "conformed.customer_states",
    "marts.customer_risks",
)


class NotComparableError(RuntimeError):
    """The build lacks what the lifecycle models read, or they do not run; the message says why."""


def difference(
    settings: Settings,
    before: str,
    after: str,
    progress: Callable[[str], None] = lambda _: None,
) -> Difference:
    """Who would stand elsewhere under version `after` than under `before`, and what moved.

    Measured on the day of the last run, from what that run left in the build. Raises
    UnknownVersionError, NotComparableError, or WarehouseBusyError while a run goes on.
    """
    for name in (before, after):
        versions.named(name, settings)
    progress("Reading what the last run left")
    _check(settings)
    with tempfile.TemporaryDirectory(prefix="restated-", dir=settings.build) as folder:
        scratch = replace(settings, build=Path(folder))
        run_dbt(scratch, "parse")
        inputs = inputs_of(dbt.manifest(scratch.dbt_target / "manifest.json"))
        with warehouse.hold(settings):
            copy_inputs(settings, scratch.warehouse, inputs)
        for schema, version in (("before", before), ("after", after)):
            progress(f"Telling history by {version}")
            select = ("--select", *versions.SEEDS, "value_policy", *MODELS)
            told = replace(scratch, policy=version)
            run_dbt(told, "build", *UNTESTED, *select)
            _value(scratch)
            run_dbt(told, "build", *UNTESTED, "--select", RISKS)
            _keep(scratch, schema)
        alone = _tell_alone(replace(scratch, policy=before), progress)
        progress("Comparing")
        with warehouse.connect(scratch) as connection:
            return compare.compare(connection, alone)


def _tell_alone(told: Settings, progress: Callable[[str], None]) -> dict[str, str]:
    """Tell history once for each moved number, where there are several: name to schema."""
    with warehouse.connect(told) as connection:
        numbers = sorted({one.number for one in compare.moved(connection)})
    if len(numbers) < 2:
        return {}
    # What a version says is not built then, but written: see `compare.move_alone`.
    models = [name for name in MODELS if name not in compare.POLICY]
    schemas = {}
    for nth, number in enumerate(numbers, 1):
        progress(f"Telling history with nothing moved but {number}, {nth} of {len(numbers)}")
        with warehouse.connect(told) as connection:
            compare.move_alone(connection, number)
        run_dbt(told, "build", *UNTESTED, "--select", *models)
        _value(told)
        run_dbt(told, "build", *UNTESTED, "--select", RISKS)
        schemas[number] = f"alone_{nth}"
        _keep(told, schemas[number])
    return schemas


def _check(settings: Settings) -> None:
    """Raise NotComparableError, before anything costly, where no run has come to its customers."""
    with warehouse.hold(settings), warehouse.connect(settings, read_only=True) as connection:
        try:
            connection.execute("select 1 from landing.as_of, conformed.crosswalk limit 0")
        except duckdb.CatalogException:
            raise NotComparableError(
                "The build holds no customers yet: run customer360 run first."
            ) from None


def inputs_of(manifest: dict[str, Any]) -> tuple[str, ...]:
    """What the models read and do not build themselves, as `schema.table`."""
    nodes = manifest["nodes"] | manifest["sources"]
    told = {f"model.{PACKAGE}.{name}" for name in MODELS}
    read = {parent for name in told for parent in nodes[name]["depends_on"]["nodes"]} - told
    tables = [nodes[name] for name in read if nodes[name]["resource_type"] != "seed"]
    found = {f"{node['schema']}.{node.get('alias') or node['identifier']}" for node in tables}
    return tuple(sorted(found | {"landing.as_of"}))


def copy_inputs(settings: Settings, target: Path, inputs: tuple[str, ...]) -> None:
    """Copy tables of the build into a database of their own. Raises NotComparableError."""
    with warehouse.connect(settings, read_only=True) as connection:
        at_rest.attach(connection, target, "restated", read_only=False, room=at_rest.BUILD)
        for name in inputs:
            schema, table = (quoted(part) for part in name.split("."))
            connection.execute(f"create schema if not exists restated.{schema}")
            try:
                connection.execute(
                    f"create table restated.{schema}.{table} as from c360.{schema}.{table}"
                )
            except duckdb.CatalogException:
                raise NotComparableError(
                    f"The build has no {name}: run customer360 run first."
                ) from None


def run_dbt(scratch: Settings, *arguments: str) -> None:
    """Run dbt beside the warehouse, with the seeds as they are now."""
    done = dbt.run(scratch, *arguments)
    if done.returncode:
        raise NotComparableError(f"The lifecycle models do not run:\n{done.stdout.strip()}")


def _value(scratch: Settings) -> None:
    """The chances of loss that a version gives, as the nightly run computes them."""
    from orchestration.statistics import value  # half a second that no start should wait for

    with warehouse.connect(scratch) as connection:
        connection.execute("create schema if not exists statistics")
        value.write(connection, landing.as_of(connection))


def _keep(scratch: Settings, schema: str) -> None:
    with warehouse.connect(scratch) as connection:
        connection.execute(f"create schema {schema}")
        for table in KEPT:
            name = table.partition(".")[2]
            connection.execute(f"create table {schema}.{name} as from {table}")
