"""Simulate the sample company and write its departments' extracts and the truth behind them."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from orchestration.company.departments import Extract
from orchestration.company.departments import extracts as contracted_extracts
from orchestration.sample import engine, steps, writers
from orchestration.sample.parameters import SampleParameters


@dataclass(frozen=True)
class SampleSummary:
    """What was written.

    `rows` by `department.table`, `truth` rows by table, `files` and `size` (bytes) of the extracts.
    """

    people: int
    rows: dict[str, int]
    truth: dict[str, int]
    files: int
    size: int
    seconds: float


def simulate(
    parameters: SampleParameters,
    extracts: Path,
    truth: Path,
    progress: Callable[[str], None] = lambda line: None,
) -> SampleSummary:
    """Write the extracts of all departments to `extracts` and the planted truth to `truth`.

    Both folders must be new or empty; else ValueError. The same parameters give byte-identical
    files. `progress` gets a line for people.
    """
    began = time.perf_counter()
    tables = contracted_extracts()
    for folder in (extracts, truth):
        _make_room(folder)
    with (
        tempfile.TemporaryDirectory(prefix="sample-", dir=truth) as scratch,
        engine.world(parameters, Path(scratch)) as connection,
    ):
        for table in steps.WORLD:
            engine.build(connection, "world", table)
        engine.build(connection, "facts", "campaigns")
        progress(f"{parameters.people:,} people in their households")
        parts = Path(scratch) / "parts"
        _simulate_parts(connection, tables, parts, progress)
        rows = _write_extracts(connection, parameters, tables, parts, extracts, progress)
        told = _write_truth(connection, parameters, parts, truth)
    written = [path for path in extracts.rglob("*") if path.is_file()]
    return SampleSummary(
        people=parameters.people,
        rows=rows,
        truth=told,
        files=len(written),
        size=sum(path.stat().st_size for path in written),
        seconds=time.perf_counter() - began,
    )


def _make_room(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(
            f"{folder} is not an empty folder. Name a new one; nothing is overwritten."
        )
    folder.mkdir(parents=True, exist_ok=True)


def _simulate_parts(
    connection: duckdb.DuckDBPyConnection,
    tables: tuple[Extract, ...],
    parts: Path,
    progress: Callable[[str], None],
) -> None:
    """Simulate the world part by part, and keep each part's tables as Parquet."""
    blocks = connection.execute("select max(block) + 1 from households").fetchall()[0][0]
    starts = range(0, blocks, steps.BLOCKS_AT_A_TIME)
    names = [f"{table.department}.{table.table}" for table in tables]
    names = [name for name in names if name not in steps.LAST] + list(steps.LAST)
    for schema in sorted({table.department for table in tables} | {"truth"}):
        connection.execute(f"create schema {schema}")
    for number, first in enumerate(starts):
        connection.execute("set variable first_block = ?", [first])
        connection.execute("set variable last_block = ?", [first + steps.BLOCKS_AT_A_TIME - 1])
        for table, columns in steps.FORWARD.items():
            connection.execute(f"create or replace table {table} ({columns})")
        for table in steps.FACTS:
            engine.build(connection, "facts", table)
        for name in names:
            if number == 0 or name not in steps.ONCE:
                engine.build(connection, "departments", name)
                _keep(connection, name, parts, number)
        for table in steps.TRUTH:
            engine.build(connection, "truth", f"truth.{table}")
            if table not in steps.AIDS:
                _keep(connection, f"truth.{table}", parts, number)
        progress(f"simulated part {number + 1} of {len(starts)}")


def _keep(connection: duckdb.DuckDBPyConnection, name: str, parts: Path, number: int) -> None:
    folder = parts / name
    folder.mkdir(parents=True, exist_ok=True)
    connection.execute(f"copy {name} to '{folder / f'{number:05}.parquet'}' (format parquet)")


def _write_extracts(
    connection: duckdb.DuckDBPyConnection,
    parameters: SampleParameters,
    tables: tuple[Extract, ...],
    parts: Path,
    folder: Path,
    progress: Callable[[str], None],
) -> dict[str, int]:
    rows = {}
    for table in tables:
        name = f"{table.department}.{table.table}"
        relation = f"read_parquet('{parts / name}/*.parquet')"
        rows[name] = sum(
            writers.write(connection, table, relation, delivery)
            for delivery in writers.deliveries(table, folder, parameters.start, parameters.until)
        )
        progress(f"{name}: {rows[name]:,} rows")
    return rows


def _write_truth(
    connection: duckdb.DuckDBPyConnection, parameters: SampleParameters, parts: Path, folder: Path
) -> dict[str, int]:
    rows = {}
    for table in (table for table in steps.TRUTH if table not in steps.AIDS):
        relation = f"read_parquet('{parts / f'truth.{table}'}/*.parquet')"
        query = steps.SUMMED.get(table, "select * from {parts}").format(parts=relation)
        rows[table] = int(
            connection.execute(
                f"copy (select * from ({query}) order by all) "
                f"to '{folder / f'{table}.parquet'}' (format parquet, compression zstd)"
            ).fetchall()[0][0]
        )
    text = json.dumps(asdict(parameters), indent=2, default=str)
    (folder / "parameters.json").write_text(text + "\n", encoding="utf-8")
    return rows
