"""What linking costs: by stage, with one hundredth new, and beside Splink on the same pairs.

    python -m tests.benchmarks.identity.speed WAREHOUSE --records 50000 --records 775000

takes whole customers of a built house at random until there are about so many records, and writes
`speed.md`. Processor seconds stand beside the clock's, because other work slows the clock.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration import identity
from orchestration.benchmark import MemoryWatch
from orchestration.identity.linking import link_cache
from orchestration.warehouse import CHECKPOINT_FROM
from tests.benchmarks.identity.bare_splink import bare
from tests.benchmarks.identity.costs import STAGES, Costs, processor, ratio_row, stage_row

TABLE = Path(__file__).with_name("speed.md")
AS_OF = date(2026, 10, 31)
EDGES = "select node_l, node_r, weight, apart from {}"
GROUPS = "select node, grp from {}"


def resolve(
    connection: duckdb.DuckDBPyConnection, costs: Costs, suffix: str = ""
) -> identity.IdentitySummary:
    """One run of the room, its costs booked by stage as its progress tells."""
    last = [time.monotonic(), processor()]
    costs.stage[0] = next(iter(STAGES.values())) + suffix

    def booked(sentence: str) -> None:
        for mark, name in STAGES.items():
            if mark in sentence:
                now = [time.monotonic(), processor()]
                costs.seconds[name + suffix] = now[0] - last[0]
                costs.processor[name + suffix] = now[1] - last[1]
                last[:] = now
                following = list(STAGES.values()).index(name) + 1
                costs.stage[0] = [*STAGES.values(), "end"][following] + suffix

    return identity.resolve(connection, AS_OF, booked, keep_work=True)


def differences(connection: duckdb.DuckDBPyConnection, query: str, a: str, b: str) -> int:
    """How many rows stand in one of two tables only."""
    left, right = query.format(a), query.format(b)
    return int(
        connection.execute(
            f"select count(*) from (({left} except all {right}) union all "
            f"({right} except all {left}))"
        ).fetchall()[0][0]
    )


def measure(warehouse: Path, records: int, folder: Path) -> tuple[str, str]:
    """Rows of the two tables for about so many records."""
    costs = Costs()
    with (
        MemoryWatch(costs.stage) as memory,
        duckdb.connect(
            str(folder / f"{records}.duckdb"),
            config={"threads": 2, "memory_limit": "2GB", "temp_directory": str(folder)},
        ) as connection,
    ):
        count = _take(connection, warehouse, records)
        _given(connection, "where hash(record_id) % 100 > 0")
        resolve(connection, costs, " but 1%")
        _given(connection)
        found = resolve(connection, costs, " again")
        connection.execute(
            """
            create table incremental_edges as from identity_state.edges;
            create table incremental_groups as from identity_state.groups
            """
        )
        link_cache.forget(connection)
        full = resolve(connection, costs)
        differing = [
            differences(connection, EDGES, "incremental_edges", "identity_state.edges"),
            differences(connection, GROUPS, "incremental_groups", "identity_state.groups"),
        ]
        connection.execute("create table identity_work.bare_pairs as from identity_work.pairs")
        with costs.of("bare"):
            bare(connection, full.payloads)
    costs.peak_mb = memory.peak
    return stage_row(costs, count), ratio_row(costs, count, found.payloads, differing)


def _take(connection: duckdb.DuckDBPyConnection, warehouse: Path, records: int) -> int:
    """Copy whole customers, at random by hash, until there are about so many records."""
    connection.execute("set TimeZone = 'UTC'; set preserve_insertion_order = false")
    connection.execute(f"set checkpoint_threshold = '{CHECKPOINT_FROM}'")
    connection.execute(f"attach '{warehouse}' as house (read_only)")
    connection.execute(
        f"""
        create schema conformed;
        create table chosen as
        select c.record_id
        from house.identity.crosswalk as c
        where c.valid_to is null and hash(c.customer_id) % 1000000 < {records} * 1e6 / (
            select count(*) from house.identity.crosswalk where valid_to is null
        );
        create table everybody as
        select r.* from house.conformed.customer_records as r semi join chosen using (record_id);
        create table conformed.record_references as
        select r.* from house.conformed.record_references as r semi join chosen using (record_id)
        """
    )
    connection.execute("detach house")
    return int(connection.execute("select count(*) from everybody").fetchall()[0][0])


def _given(connection: duckdb.DuckDBPyConnection, where: str = "") -> None:
    connection.execute(
        f"create or replace table conformed.customer_records as from everybody {where}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path, help="c360.duckdb of a built house")
    parser.add_argument("--records", type=int, action="append", required=True)
    parser.add_argument("--note", default="")
    given = parser.parse_args()
    stages, ratios = [], []
    for records in given.records:
        with TemporaryDirectory(prefix="customer360-") as folder:
            stage, ratio = measure(given.warehouse, records, Path(folder))
        stages.append(stage)
        ratios.append(ratio)
        print(stage, ratio, sep="\n", flush=True)
        write(stages, ratios, given.note)


def write(stages: list[str], ratios: list[str], note: str) -> None:
    """Write `speed.md`, after every size: an interrupted run leaves what it measured."""
    TABLE.write_text(
        f"""# What identity costs

Measured {date.today():%Y-%m-%d} on 2 cores. Seconds by the clock, processor seconds in brackets. \
{note}

| records | {" | ".join(STAGES.values())} | all | peak MB |
|--:|--:|--:|--:|--:|--:|--:|
{chr(10).join(stages)}

The link when one record in a hundred is new, the link of everything, and Splink alone on the same
pairs: training, prediction, connected components. Blocking counts on our side only.

| records | payloads | full link | 1% new | times faster | edges that differ \
| groups that differ | Splink alone | full link ÷ Splink |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|
{chr(10).join(ratios)}

Ten times faster was the aim for 1% new. A link of a few records has costs that do not shrink with
them (some eighty statements, Splink's start, the shares of all names), and each new payload makes
one candidate group, of a dozen payloads on average, be grouped again.
""",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
