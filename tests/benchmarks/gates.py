"""`python -m tests.benchmarks.gates`: fifteen expectations on ten million rows, in `gates.md`.

The table lies in a warehouse on disk and the gate is the one of a run: the default gate, then the
suite. Each repetition is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from orchestration.settings import PROJECT

EXPECTATIONS = 15
SUITE = """
expectations:
  - {expect: ExpectColumnValuesToBeUnique, column: order_number, severity: critical}
  - {expect: ExpectColumnValuesToNotBeNull, column: order_number, severity: critical}
  - {expect: ExpectColumnValuesToNotBeNull, column: customer_id, severity: critical}
  - {expect: ExpectColumnValuesToNotBeNull, column: ordered_at, severity: critical}
  - {expect: ExpectColumnValuesToBeInSet, column: status, value_set: [new, paid, sent, back],
     severity: critical}
  - {expect: ExpectColumnValuesToBeBetween, column: total_amount, min_value: 0, max_value: 1000,
     severity: critical}
  - {expect: ExpectColumnValuesToBeBetween, column: lines, min_value: 1, max_value: 9,
     severity: warning}
  - {expect: ExpectColumnValuesToMatchRegex, column: email, regex: "^[^@ ]+@[^@ ]+$",
     severity: warning}
  - {expect: ExpectColumnValuesToMatchRegex, column: postcode, regex: "^[A-Z]{2}[0-9]+$",
     severity: warning}
  - {expect: ExpectColumnValueLengthsToBeBetween, column: postcode, min_value: 3, max_value: 8,
     severity: warning}
  - {expect: ExpectColumnMeanToBeBetween, column: total_amount, min_value: 1, max_value: 999,
     severity: warning}
  - {expect: ExpectColumnMaxToBeBetween, column: lines, min_value: 1, max_value: 9,
     severity: warning}
  - {expect: ExpectColumnUniqueValueCountToBeBetween, column: status, min_value: 4, max_value: 4,
     severity: warning}
  - {expect: ExpectTableRowCountToBeBetween, min_value: 1, severity: critical}
  - expect: UnexpectedRowsExpectation
    name: nothing is sent before it is ordered
    severity: critical
    unexpected_rows_query: select 1 from {batch} as t where t.sent_at < t.ordered_at
"""
TABLE = """
    create table conformed.orders as
    select 'SO-' || i as order_number, 'C-' || i % 1000000 as customer_id,
        'p' || i % 1000000 || '@example.com' as email, 'AB' || i % 999 as postcode,
        ['new', 'paid', 'sent', 'back'][1 + i % 4] as status, 1 + i % 9 as lines,
        cast(i % 100000 / 100 as decimal(12, 2)) as total_amount,
        timestamp '2024-01-01' + to_seconds(i) as ordered_at,
        timestamp '2024-01-02' + to_seconds(i) as sent_at
    from range({}) as numbers (i)
"""


def gate(folder: Path) -> None:
    """Evaluate the gate once; print seconds and the process's peak memory in MB as JSON."""
    from orchestration import gates
    from orchestration.warehouse import connect
    from tests.conftest import settings_in

    with connect(settings_in(folder)) as connection:
        begun = time.monotonic()
        result = gates.evaluate(
            "conformed.orders", connection, "bench", expectations=(folder / "expectations",)
        )
        seconds = time.monotonic() - begun
    assert result.passed
    assert len(result.expectations) >= EXPECTATIONS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    busy = os.getloadavg()[0]
    print(
        json.dumps({"seconds": seconds, "peak_mb": peak, "cpu": time.process_time(), "load": busy})
    )


def measure(rows: int, times: int) -> list[dict[str, float]]:
    """Make the table, then gate it so many times."""
    from orchestration.warehouse import connect
    from tests.conftest import settings_in

    with tempfile.TemporaryDirectory(prefix="customer360-gates-") as name:
        folder = Path(name)
        suite = folder / "expectations" / "conformed" / "orders.yml"
        suite.parent.mkdir(parents=True)
        suite.write_text(SUITE, encoding="utf-8")
        with connect(settings_in(folder)) as connection:
            connection.execute("create schema conformed")
            connection.execute(TABLE.format(rows))
        command = [sys.executable, "-m", "tests.benchmarks.gates", "--once", str(folder)]
        return [
            json.loads(
                subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE).stdout
            )
            for _ in range(times)
        ]


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        gate(given.once)
        return
    found = measure(given.rows, given.times)
    lines = [
        f"# {EXPECTATIONS} expectations on {given.rows:,} rows",
        "",
        f"Measured {date.today():%Y-%m-%d} on 2 cores: `customer360 benchmark --gates {given.rows}`"
        ". The default gate and a suite of Great Expectations, on a table on disk; every line is a "
        "process of its own, its imports within the memory and the processor's seconds but not "
        "within the first. The aim is 30 seconds and 1,024 MB; on a machine with ten times more to "
        "do than it has cores, the processor's seconds are what can be compared.",
        "",
        "| seconds | processor's seconds | peak MB | processes waiting for the 2 cores |",
        "|--:|--:|--:|--:|",
        *(
            f"| {one['seconds']:.1f} | {one['cpu']:.1f} | {one['peak_mb']:,.0f} "
            f"| {one['load']:.0f} |"
            for one in found
        ),
        "",
    ]
    target = PROJECT / "tests" / "benchmarks" / "gates.md"
    target.write_text("\n".join(lines), encoding="utf-8")
    print(target.read_text())


if __name__ == "__main__":
    main()
