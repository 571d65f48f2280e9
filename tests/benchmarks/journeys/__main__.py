"""`python -m tests.benchmarks.journeys`: time the models, and write `tests/benchmarks/journeys.md`.

The warehouse of the settings is cloned until it has as many touchpoints as wished; the house's own
models, as dbt compiles them, and the same by hand run on the clone.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import date
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT, from_environment
from tests.benchmarks.journeys import company, measure

TARGET = PROJECT / "tests" / "benchmarks" / "journeys.md"
BY_HAND = Path(__file__).with_name("by_hand.sql")
SAME = {
    "conformed.sessions": "by_hand.sessions",
    "marts.journeys": "by_hand.journeys",
    "marts.journey_transitions": "by_hand.journey_transitions",
    "marts.repeat_contacts": "by_hand.repeat_contacts",
}


def statements(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The hand-written queries by the table each makes, as of the day of the warehouse."""
    day = connection.execute("select as_of from landing.as_of").fetchall()[0][0]
    text = BY_HAND.read_text(encoding="utf-8").replace("{as_of}", f"date '{day}'")
    parts = [part.split("create or replace table ")[1] for part in text.split(";\n")]
    return {part.split(" as\n", 1)[0]: part.split(" as\n", 1)[1] for part in parts}


def by_hand(database: Path) -> dict[str, str]:
    """The hand-written queries for the database, which gets a schema for them."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema if not exists by_hand")
        return statements(connection)


def different(database: Path) -> list[str]:
    """The tables that are not the same by hand, row for row (by the sum of hashes)."""
    wrong = []
    with duckdb.connect(str(database), config={"threads": 2, "memory_limit": "3GB"}) as connection:
        for table, other in SAME.items():
            columns = ", ".join(
                row[0] for row in connection.execute(f"describe {table}").fetchall()
            )
            sums = [
                connection.execute(
                    f"select count(*), sum(hash(row({columns}))) from {name}"
                ).fetchall()
                for name in (table, other)
            ]
            if sums[0] != sums[1]:
                wrong.append(table)
    return wrong


def lines(costs: measure.Costs, names: tuple[str, ...]) -> list[str]:
    """Table rows, and their total."""
    total = costs.total(names)
    rows = [
        f"| {name} | {cost.seconds:.1f} | {cost.cpu_seconds:.1f} | {cost.peak_mb:,.0f} | "
        f"{cost.rows:,} |"
        for name, cost in costs.by_name.items()
        if name in names
    ]
    return [
        *rows,
        f"| **all** | **{total.seconds:.1f}** | **{total.cpu_seconds:.1f}** | "
        f"**{total.peak_mb:,.0f}** | |",
    ]


def report(
    models: measure.Costs, hand: measure.Costs, wrong: list[str], counted: dict[str, int]
) -> str:
    """The Markdown page."""
    head = ["| table | seconds | CPU seconds | peak MB | rows |", "|---|--:|--:|--:|--:|"]
    bar = tuple(
        name
        for name in models.by_name
        if name not in measure.TOUCHPOINTS + measure.AFTER + measure.AFTER_PARTS
    )
    after = measure.AFTER_PARTS + measure.AFTER
    ours, theirs = models.total(bar), hand.total()
    same = (
        "The four tables of both are the same, row for row."
        if not wrong
        else f"NOT THE SAME: {', '.join(wrong)}."
    )
    return "\n".join(
        [
            f"# Sessions and journeys over {counted['touchpoints']:,} touchpoints",
            "",
            f"Measured {date.today():%Y-%m-%d} on 2 cores, {counted['customers']:,} customers, "
            f"DuckDB's memory limit {counted['memory_gb']} GB: "
            f"`.venv/bin/customer360 benchmark --interactions {counted['wished']}`. "
            f"Load average meanwhile: {os.getloadavg()[2]:.1f}; above 2 the seconds are upper "
            "bounds, and the CPU seconds say more.",
            "",
            f"From interactions to sessions, journeys, transitions and repeats: "
            f"**{ours.seconds:.1f} s, {ours.cpu_seconds:.1f} CPU s, {ours.peak_mb:,.0f} MB**. "
            f"The same by hand, in one file for this engine alone: {theirs.seconds:.1f} s, "
            f"{theirs.cpu_seconds:.1f} CPU s, {theirs.peak_mb:,.0f} MB. Ratio: "
            f"**{ours.seconds / theirs.seconds:.2f}** in seconds, "
            f"**{ours.cpu_seconds / theirs.cpu_seconds:.2f}** in CPU seconds. {same}",
            "",
            *head,
            *lines(models, bar),
            "",
            "By hand:",
            "",
            *head,
            *lines(hand, tuple(hand.by_name)),
            "",
            "Before, from what the departments recorded to interactions of a person and session:",
            "",
            *head,
            *lines(models, measure.TOUCHPOINTS),
            "",
            "After:",
            "",
            *head,
            *lines(models, after),
            "",
        ]
    )


def main() -> None:
    """Clone, run, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interactions", type=int, default=10_000_000)
    parser.add_argument("--slices", type=int, default=8)
    parser.add_argument("--memory-gb", type=int, default=3)
    given = parser.parse_args()
    settings, memory = from_environment(), f"{given.memory_gb}GB"
    if not settings.warehouse.exists():
        raise SystemExit(f"There is no warehouse at {settings.warehouse}; make one with: make run")
    wanted = measure.TOUCHPOINTS + measure.BAR + measure.AFTER
    compiled = measure.compiled(settings, wanted, {*company.TABLES, *company.COPIED})
    with tempfile.TemporaryDirectory(prefix="customer360-journeys-") as folder:
        database = Path(folder) / "c360.duckdb"
        print("Cloning the company of the last run")
        counted = company.clone(
            settings.warehouse, database, given.interactions, given.slices, memory
        )
        models = measure.build(database, compiled, memory)
        hand = measure.build(database, by_hand(database), memory)
        wrong = different(database)
    counted |= {"wished": given.interactions, "memory_gb": given.memory_gb}
    TARGET.write_text(report(models, hand, wrong, counted), encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
