"""`python -m tests.engines`: every model on DuckDB and on Apache Spark; 0 where all are equal.

It takes the tables that landing, identity and statistics left in the build of the last run, builds
all seeds and models from them with each engine, and compares types and rows in both directions.
CUSTOMER360_BUILD says which build.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from orchestration import dbt, handing_over
from orchestration.settings import from_environment
from tests.engines import both
from tests.engines.comparing import Compared

T = TypeVar("T")


def main() -> int:
    """Print a table; 0 when every model was built twice and is equal, else 1."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--select", nargs="+", help="what dbt selects, with all it needs")
    arguments.add_argument("--small", action="store_true", help="less of the same, for every night")
    arguments.add_argument("--keep", type=Path, help="a folder for both builds, kept")
    given = arguments.parse_args()
    folder = (given.keep or Path(tempfile.mkdtemp(prefix="customer360-engines-"))).resolve()
    try:
        return _both(folder, ("--select", *given.select) if given.select else (), given.small)
    finally:
        if not given.keep:
            shutil.rmtree(folder)


def _both(folder: Path, selected: tuple[str, ...], is_small: bool) -> int:
    settings = from_environment()
    handed_over = folder / "handed_over"
    rows = _timed("handed over", lambda: handing_over.write(settings, handed_over))
    print(f"  {len(rows)} tables, {sum(rows.values()):,} rows")
    twin = settings if is_small else both.settings_in(settings, folder / "duckdb")
    if not is_small:
        _timed("built on DuckDB", lambda: both.on_duckdb(twin, handed_over, selected))
    spark = folder / "spark"
    built = _timed("built on Spark", lambda: both.on_spark(twin, handed_over, spark, selected))
    nodes = list(both.nodes(dbt.manifest(dbt.parse(twin))))
    failed = {node.name: built[node.id] for node in nodes if built.get(node.id)}
    wanted = [
        node for node in nodes if built.get(node.id) == "" and (node.is_stored or not is_small)
    ]
    found = _timed("compared", lambda: list(both.compare(twin, spark, wanted)))
    views = sum(built.get(node.id) == "" for node in nodes) - len(wanted)
    not_selected = sum(node.id not in built for node in nodes)
    _print(found, failed, {"not selected": not_selected, "views, small form": views})
    return 0 if all_equal(found, failed) else 1


def all_equal(found: list[Compared], failed: dict[str, str]) -> bool:
    """Whether something was compared, everything that was is equal, and nothing failed to build."""
    return bool(found) and not failed and all(one.is_equal for one in found)


def _timed(what: str, do: Callable[[], T]) -> T:
    began, used = time.monotonic(), both.processors()
    result = do()
    print(
        f"{what}: {time.monotonic() - began:.0f} s, {both.processors() - used:.0f} s of processor",
        flush=True,
    )
    return result


def _print(found: list[Compared], failed: dict[str, str], skipped: dict[str, int]) -> None:
    different = [one for one in found if not one.is_equal]
    for one in different:
        print(f"\n{one.name}: {one.rows:,} rows")
        for column in one.columns:
            print(f"  type of {column}")
        if one.only_duckdb or one.only_spark:
            print(f"  only on DuckDB {one.only_duckdb:,}, only on Spark {one.only_spark:,}")
        for column, count in one.values:
            print(f"  {column}: {count:,} values differ")
    for name, reason in failed.items():
        print(f"\n{name}: not built on Spark: {reason}")
    empty = [one.name for one in found if not one.rows]
    print(
        f"\ncompared   {len(found):4}  {sum(one.rows for one in found):,} rows\n"
        f"equal      {len(found) - len(different):4}  {len(empty)} of them without a row\n"
        f"different  {len(different):4}  {', '.join(one.name for one in different)}\n"
        f"not built  {len(failed):4}  {', '.join(failed)}\n"
        f"skipped    {sum(skipped.values()):4}  "
        f"{', '.join(f'{count} {why}' for why, count in skipped.items() if count)}"
    )


if __name__ == "__main__":
    sys.exit(main())
