"""Who is at risk and what is proposed, a year before what became of them is known.

    .venv/bin/python -m tests.benchmarks.actions 3 7 11
    .venv/bin/python -m tests.benchmarks.actions --contradictions 41 43 47

Each seed is a sample company of 2,000 people to 2026-10-31, run as of a year earlier. Losses are
the planted ones of the year after, person by person. The flag of before, which the chance is
compared with, was set by any reason: most of the usual gap passed, a renewal due, or a case open,
however long.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy import stats

from orchestration import publishing, queries, runner, sample
from orchestration.quoting import literal
from tests.benchmarks.value import write_under
from tests.conftest import settings_in

DAY, UNTIL = date(2025, 10, 31), date(2026, 10, 31)
HORIZONS = (90, 182, 273, 365)
HEADING = "At risk, and whom anything is proposed to"
FORBIDDEN = "What is proposed although something forbids it, on fresh seeds"
NOTE = (
    "A day that looks back on less than a loss window of 365 days has never seen a loss, and its "
    "chances are wrong; it corrects no later ones. A year ahead the bars of .88 and of twice the "
    "losses are missed: who buys next after a year is a matter of chance in the sample, as it was "
    "drawn. Planted minors who are asked for something are customers whose birth date is not "
    "known, or is that of somebody else: of five in the committed sample four and one."
)


def measured(seed: int, folder: Path, day: date = DAY) -> dict[str, Any]:
    """One seed, end to end: its losses by horizon, its calibration and its contradictions."""
    settings = settings_in(folder)
    sample.simulate(
        sample.SampleParameters(seed=seed, until=UNTIL), settings.extracts, folder / "truth"
    )
    os.environ.update(settings.environment())
    outcome = runner.run(settings, as_of=day)
    assert outcome.succeeded, outcome.failures
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(settings.warehouse)} as w (read_only)")
        database = publishing.current(settings).database
        connection.execute(f"attach {literal(database)} as p (read_only)")
        for name in ("records", "lifecycle", "people", "states"):
            path = literal(folder / "truth" / f"{name}.parquet")
            connection.execute(f"create view {name} as from read_parquet({path})")
        connection.execute(queries.text(__file__, "actions_seen.sql"), {"day": day})
        contradictions = connection.execute(
            queries.text(__file__, "actions_contradicting.sql"), {"day": day}
        ).fetchall()
        outside, valued = connection.execute(
            "select count(*) filter (clv < clv_low or clv > clv_high), count(clv) "
            "from p.marts.customer_value"
        ).fetchall()[0]
        walked = connection.execute(
            """
            select as_of_on - (select min(purchased_on) from w.conformed.purchases),
                sum(customers * (observed - predicted) ** 2 / (predicted * (1 - predicted))),
                count(*)
            from p.marts.churn_calibration where predicted > 0 and predicted < 1
            group by as_of_on order by as_of_on
            """
        ).fetchall()
        seen = connection.execute("select risk, old_flag, flag, lost_after from seen").fetchnumpy()
    return {
        "seed": seed,
        "seen": seen,
        "outside": outside,
        "valued": valued,
        "walked": [(int(days), float(stats.chi2.sf(chi2, n))) for days, chi2, n in walked],
        "contradictions": contradictions,
    }


def area(risk: NDArray[Any], is_lost: NDArray[np.bool_]) -> float:
    """Area under the curve: how often one who was lost had a higher chance than one who was not."""
    ranks, lost = stats.rankdata(risk), int(is_lost.sum())
    others = len(is_lost) - lost
    return float((ranks[is_lost].sum() - lost * (lost + 1) / 2) / (lost * others))


def hosmer_lemeshow(risk: NDArray[Any], is_lost: NDArray[np.bool_]) -> float:
    """The p-value over tenths by chance; ten degrees of freedom, nothing here was fitted on it."""
    chi2 = 0.0
    for tenth in np.array_split(np.argsort(risk, kind="stable"), 10):
        given, came = float(risk[tenth].mean()), float(is_lost[tenth].mean())
        if 0 < given < 1:
            chi2 += len(tenth) * (came - given) ** 2 / (given * (1 - given))
    return float(stats.chi2.sf(chi2, 10))


def report(found: list[dict[str, Any]]) -> list[str]:
    """The tables of the report."""
    lines = [
        f"Written by `.venv/bin/python -m tests.benchmarks.actions "
        f"{' '.join(str(one['seed']) for one in found)}`: sample companies of 2,000 people, run "
        f"as of {DAY}, against the planted losses of the year after. *Equal volume*: as many "
        "customers as the old flag had (any reason, a case open for ever among them), by their "
        "chance. A year ahead is what `churn_risk` says; the other horizons are how soon it comes "
        "true.",
        "",
        "| seed | days ahead | in the book | lost | area, chance | area, old flag "
        "| old flag: flagged | caught | by chance at equal volume | times |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in found:
        seen = one["seen"]
        risk = np.nan_to_num(np.ma.filled(seen["risk"].astype(float), np.nan), nan=0.5)
        old = seen["old_flag"].astype(bool)
        after = np.ma.filled(np.ma.asarray(seen["lost_after"]).astype(float), np.inf)
        for days in HORIZONS:
            lost = after <= days
            first = np.argsort(-risk, kind="stable")[: old.sum()]
            caught, by_chance = int((lost & old).sum()), int(lost[first].sum())
            lines.append(
                f"| {one['seed']} | {days} | {len(lost)} | {lost.sum()} | {area(risk, lost):.3f} "
                f"| {area(old.astype(float), lost):.3f} | {old.sum()} | {caught} | {by_chance} "
                f"| {by_chance / max(caught, 1):.2f} |"
            )
    lines += [
        "",
        "| seed | chance given | came | p of Hosmer and Lemeshow, everybody in the book "
        "| the same, orders alone, on each day walked back to (and the history it had) "
        "| at risk now | lost of these "
        "| values outside their interval |",
        "|--:|--:|--:|--:|---|--:|--:|--:|",
    ]
    for one in found:
        seen = one["seen"]
        risk = np.nan_to_num(np.ma.filled(seen["risk"].astype(float), np.nan), nan=0.5)
        lost = np.ma.filled(np.ma.asarray(seen["lost_after"]).astype(float), np.inf) <= 365
        flag = seen["flag"].astype(bool)
        walked = ", ".join(f"{p:.2f} ({days} days)" for days, p in one["walked"]) or "none"
        lines.append(
            f"| {one['seed']} | {risk.mean():.3f} | {lost.mean():.3f} "
            f"| {hosmer_lemeshow(risk, lost):.2f} | {walked} | {flag.sum()} "
            f"| {(lost & flag).sum()} | {one['outside']} of {one['valued']} |"
        )
    lines += ["", NOTE]
    return [*lines, "", *contradictions(found)]


def contradictions(found: list[dict[str, Any]]) -> list[str]:
    """The table of what is done although something forbids it."""
    names = [name for name, _ in found[0]["contradictions"]]
    return [
        "Actions done, and how many of them contradict what is known or planted:",
        "",
        f"| seed | {' | '.join(names)} |",
        f"|--:|{'--:|' * len(names)}",
        *(
            f"| {one['seed']} | {' | '.join(str(n) for _, n in one['contradictions'])} |"
            for one in found
        ),
    ]


def main() -> None:
    """Measure the seeds asked for, and write them under their heading."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", nargs="+", type=int)
    parser.add_argument(
        "--contradictions", action="store_true", help="these alone, on the last day"
    )
    asked = parser.parse_args()
    found: list[dict[str, Any]] = []
    for seed in asked.seeds:
        with (
            tempfile.TemporaryDirectory(prefix=f"actions-{seed}-") as folder,
            # A process of its own: the job is made of the settings it was imported with.
            ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own,
        ):
            day = UNTIL if asked.contradictions else DAY
            found.append(own.submit(measured, seed, Path(folder), day).result())
        if asked.contradictions:
            seeds = " ".join(map(str, asked.seeds))
            told = (
                "Written by `.venv/bin/python -m tests.benchmarks.actions --contradictions "
                f"{seeds}`: sample companies of 2,000 people as of {UNTIL}."
            )
            write_under(FORBIDDEN, [told, "", *contradictions(found)])
        else:
            write_under(HEADING, report(found))


if __name__ == "__main__":
    main()
