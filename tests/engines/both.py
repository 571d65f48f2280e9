"""One company's models on both engines, from the same handed-over tables."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import psutil
from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession

from orchestration import dbt, warehouse
from orchestration.quoting import quoted
from orchestration.settings import DBT_PACKAGE, Settings
from tests.engines.comparing import Compared, compared

# Seeds and models; what dbt tests is tested on the engine that publishes.
BUILD = ("build", "--exclude-resource-type", "test", "unit_test")


class BuildError(RuntimeError):
    """A build on the embedded engine that failed, so that there is nothing to compare with."""


@dataclass(frozen=True)
class Node:
    """A seed or a model: its id in the manifest, its relation, and whether its rows are stored."""

    id: str
    schema: str
    table: str
    is_stored: bool

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.table}"


def on_duckdb(settings: Settings, handed_over: Path, selected: tuple[str, ...]) -> None:
    """Build the warehouse of `settings` from handed-over tables; raises BuildError."""
    shutil.rmtree(settings.build, ignore_errors=True)
    with warehouse.connect(settings) as connection:
        for file in sorted(handed_over.glob("*/*.parquet")):
            schema = quoted(file.parent.name)
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create table {schema}.{quoted(file.stem)} as from '{file}'")
    done = dbt.run(settings, *BUILD, *selected)
    if done.returncode:
        raise BuildError(done.stdout + done.stderr)


def on_spark(
    settings: Settings, handed_over: Path, folder: Path, selected: tuple[str, ...]
) -> dict[str, str]:
    """Build in `folder` what was selected, in this process.

    Returns what became of each node by its id: empty where it was built, else why it was not. The
    session that dbt opened stays open.
    """
    shutil.rmtree(folder, ignore_errors=True)
    settings.export(
        CUSTOMER360_HANDED_OVER=str(handed_over), CUSTOMER360_SPARK_WAREHOUSE=str(folder / "tables")
    )
    done = dbtRunner().invoke(
        [
            *("--quiet", *BUILD, *selected, "--target", "spark"),
            *("--project-dir", str(settings.company), "--profiles-dir", str(DBT_PACKAGE)),
            *("--target-path", str(folder / "dbt"), "--log-path", str(folder / "logs")),
        ]
    )
    if done.exception:
        raise done.exception
    assert done.result is not None
    return {
        result.node.unique_id: ""
        if result.status in ("success", "no-op")
        else " ".join(str(result.message or result.status).split())
        for result in done.result.results  # type: ignore[union-attr]
    }


def nodes(manifest: dict[str, Any]) -> Iterator[Node]:
    """The seeds and models of a manifest that become a relation."""
    for name, node in sorted(manifest["nodes"].items()):
        kind = node["config"]["materialized"]
        if node["resource_type"] in ("seed", "model") and kind != "ephemeral":
            yield Node(name, node["schema"], node["alias"], kind != "view")


def compare(settings: Settings, folder: Path, wanted: list[Node]) -> Iterator[Compared]:
    """Compare what DuckDB built for `settings` with what Spark built in `folder`."""
    spark = SparkSession.builder.getOrCreate()
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{settings.warehouse}' as c360 (read_only)")
        for node in wanted:
            frame = spark.table(f"`{node.schema}`.`{node.table}`")
            types = {field.name: field.dataType.simpleString() for field in frame.schema.fields}
            files = folder / "tables" / f"{node.schema}.db" / node.table
            if node.is_stored and any(files.glob("*.parquet")):
                got = f"read_parquet('{files}/*.parquet')"
            else:
                connection.register("of_spark", frame.toArrow())
                got = "of_spark"
            relation = f"c360.{quoted(node.schema)}.{quoted(node.table)}"
            yield compared(connection, node.name, relation, got, types)


def settings_in(settings: Settings, folder: Path) -> Settings:
    """The same company with a build of its own in `folder`."""
    return replace(settings, build=folder)


def processors() -> float:
    """Seconds of processor that this process and its children have used."""
    living = psutil.Process().children(recursive=True)
    return sum(os.times()[:4]) + sum(sum(child.cpu_times()[:2]) for child in living)
