"""What a run costs: seconds, rows per second and memory by stage, beside the floor.

The floor is DuckDB reading the same extracts once with its own readers and writing them as tables:
no contract, no identity, no gate. The ratio to it is what can be compared between machines.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import psutil
from rich.console import Console

from orchestration import at_rest, extensions, runner
from orchestration.company import departments
from orchestration.progress import STAGES, StageProgress
from orchestration.quoting import quoted
from orchestration.settings import PROJECT, Settings

MEMORY_LIMIT = "4GB"
_READERS = {
    "csv": "read_csv({}, delim={!r}, encoding={!r}, all_varchar=true, header=true)",
    "jsonl": "read_json({}, format='newline_delimited')",
    "parquet": "read_parquet({})",
    "xlsx": "read_xlsx({}, all_varchar=true)",
}


class MemoryWatch:
    """Samples the memory of this process and its children, and keeps the peak per stage, in MB."""

    def __init__(self, stage: list[str]) -> None:
        self._stage, self._stop = stage, threading.Event()
        self.peak: dict[str, float] = {}
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._stop.wait(0.05):
            total = 0
            for process in (me, *me.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            stage = self._stage[0]
            self.peak[stage] = max(self.peak.get(stage, 0.0), total / 1e6)


@dataclass
class Measured:
    """Seconds and peak MB per stage of one run; rows per stage where a stage makes tables."""

    seconds: dict[str, float]
    peak_mb: dict[str, float]
    rows: dict[str, int] = field(default_factory=dict)


def make_company(people: int, seed: int, folder: Path) -> Path:
    """Simulate in a process of its own, so that its memory is not counted; return the extracts."""
    extracts = folder / "extracts"
    command = [sys.executable, "-m", "orchestration.cli", "sample", "--people", str(people)]
    command += ["--seed", str(seed), "--to", str(extracts), "--truth", str(folder / "truth")]
    subprocess.run(command, cwd=PROJECT, check=True)  # noqa: S603
    return extracts


def measure(settings: Settings, console: Console) -> Measured:
    """Run the whole job once.

    Raises RuntimeError when the run fails.
    """
    stage = ["Starting"]
    with StageProgress(console) as progress, MemoryWatch(stage) as memory:

        def listen(event: dg.DagsterEvent) -> None:
            progress(event)
            stage[0] = progress.stage or stage[0]

        outcome = runner.run(settings, listen=listen)
    if not outcome.succeeded:
        raise RuntimeError("; ".join(outcome.failures))
    return Measured(progress.seconds, memory.peak, _rows(settings))


def _rows(settings: Settings) -> dict[str, int]:
    """Rows that each table-making stage left in the warehouse."""
    with at_rest.connect(settings.warehouse, read_only=True) as connection:
        sizes = connection.execute(
            "select schema_name, table_name, estimated_size from duckdb_tables()"
        ).fetchall()

    def total(test: str) -> int:
        return sum(size for schema, _, size in sizes if schema.startswith(test))

    records = sum(size for schema, table, size in sizes if table == "customer_records")
    return {
        "land": total("raw_"),
        "dbt_records": records,
        "resolve_identity": records,
        "dbt_conform": total("conformed") - records,
        "dbt_marts": total("marts"),
        "published__current": total("marts"),
    }


def floor_seconds(extracts: Path, folder: Path) -> float:
    """Seconds DuckDB takes to read every extract once and write it as a table."""
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with duckdb.connect(str(folder / "floor.duckdb"), config={"threads": 2}) as connection:
        extensions.load(connection, "excel")
        for extract in departments.extracts():
            for number, file in enumerate(
                sorted((extracts / extract.department).glob(extract.pattern))
            ):
                # DuckDB reads no cp1252; latin-1 costs the same.
                encoding = "latin-1" if extract.encoding == "cp1252" else extract.encoding
                reader = _READERS[extract.format].format("?", extract.delimiter, encoding)
                name = quoted(f"{extract.name}.{number}")
                connection.execute(f"create table {name} as from {reader}", [str(file)])
    return time.monotonic() - started


def report(people: int, first: Measured, again: Measured, floor: float, megabytes: float) -> str:
    """The Markdown table."""
    total, peak = sum(first.seconds.values()), max(first.peak_mb.values())
    lines = [
        f"# The house, end to end, at {people:,} people",
        "",
        f"Measured {date.today():%Y-%m-%d} on 2 cores: `make benchmark PEOPLE={people}`. "
        f"Extracts: {megabytes:,.0f} MB. DuckDB's memory limit: {MEMORY_LIMIT}.",
        "",
        "| stage | seconds | rows | rows per second | peak MB | second run, seconds |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for stage, seconds in first.seconds.items():
        rows = first.rows.get(stage)
        lines.append(
            f"| {STAGES.get(stage, stage)} | {seconds:.1f} | {f'{rows:,}' if rows else ''} | "
            f"{f'{rows / seconds:,.0f}' if rows else ''} | {first.peak_mb.get(stage, 0):,.0f} | "
            f"{again.seconds.get(stage, 0):.1f} |"
        )
    lines += [
        f"| **all** | **{total:.1f}** | | | **{peak:,.0f}** | "
        f"**{sum(again.seconds.values()):.1f}** |",
        "",
        f"The floor, DuckDB reading the same extracts once and writing them as tables, takes "
        f"{floor:.1f} s: the run takes {total / floor:.1f} times the floor.",
        "",
    ]
    return "\n".join(lines)


def benchmark(people: int, seed: int, folder: Path, console: Console) -> Path:
    """Make a company, run it twice in a fresh warehouse inside `folder`, write the table.

    Returns the path of the Markdown file under `tests/benchmarks/`.
    """
    extracts = make_company(people, seed, folder)
    settings = replace(
        Settings(extracts, folder / "build", folder / "archive", folder / "published"),
        memory_limit=MEMORY_LIMIT,
    )
    megabytes = sum(file.stat().st_size for file in extracts.rglob("*") if file.is_file()) / 1e6
    floor = floor_seconds(extracts, folder / "floor")
    first = measure(settings, console)
    again = measure(settings, console)
    target = PROJECT / "tests" / "benchmarks" / f"house-{people}.md"
    target.write_text(report(people, first, again, floor, megabytes), encoding="utf-8")
    return target


def run_module(module: str, *arguments: object) -> int:
    """Run a benchmark that lives with the tests; 0 when it has met its bars."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode  # noqa: S603
