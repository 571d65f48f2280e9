"""`python -m tests.benchmarks.returns`: how often what programmes returned is told right.

Companies are simulated at the level that the models of outcomes read: customers assigned to the
arms of programmes, what they bought and how often they needed service. The truth is what a
programme changes on average; the SQL is the models' own, compiled.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from orchestration import dbt
from orchestration.settings import PROJECT, Settings

TARGET = PROJECT / "tests" / "benchmarks" / "returns.md"
MODELS = (
    "sample_ratios", "arm_statistics", "arm_effects", "effect_spreads", "shrunk_effects",
    "pooled_gains", "action_returns", "action_outcomes",
)  # fmt: skip
CASE = 9.5  # of `outcome_rules`
# How much a programme changes the share who buy: most change nothing or a little, some do harm; or
# all of them something, more or less.
EFFECTS: dict[str, Callable[[np.random.Generator], float]] = {
    "many do nothing": lambda random: float(
        random.choice([0.0, random.uniform(0.005, 0.06), -random.uniform(0.002, 0.02)],
                      p=[0.4, 0.5, 0.1])
    ),
    "all do something": lambda random: float(random.normal(0.015, 0.025)),
}  # fmt: skip
Frame = pd.DataFrame


def template(folder: Path) -> tuple[Path, dict[str, str]]:
    """A warehouse with the policies and nothing else, and the compiled SQL of `MODELS`."""
    settings = Settings(folder, folder, folder, folder)
    settings.export()
    day = ["--vars", f"{{as_of: {date(2026, 10, 31)}}}", "--target-path", str(folder / "dbt")]
    for arguments in (["seed"], ["compile", "--select", *MODELS]):
        dbt.run(settings, *arguments, *day).check_returncode()
    found = {path.stem: path for path in (folder / "dbt" / "compiled").rglob("*.sql")}
    return settings.warehouse, {name: found[name].read_text() for name in MODELS}


def programmes(random: np.random.Generator, effects: str) -> Iterator[tuple[Frame, Frame, float]]:
    """What 4 to 25 programmes made of their customers, each with its campaign and its true gain.

    150 to 4,000 customers, 10 to 50 in a hundred held out; 3 to 30 in a hundred buy anyway, baskets
    are lognormal. A control group of 20,000 customers comes last.
    """
    for nth in range(int(random.integers(4, 26)) + 1):
        controls = nth == 0
        size = 20_000 if controls else int(np.exp(random.uniform(np.log(150), np.log(4_000))))
        share = 0.05 if controls else float(random.choice([0.1, 0.2, 0.3, 0.5]))
        held_out = round(size * share)
        buys, basket = random.uniform(0.03, 0.3), random.uniform(15, 60)
        changed = min(max(buys + EFFECTS[effects](random), 0.001), 0.9)
        cases = random.uniform(0.02, 0.1)
        cases_changed = cases * random.uniform(0.8, 1.2) if changed != buys else cases
        is_held_out = np.arange(size) < held_out
        bought = random.random(size) < np.where(is_held_out, buys, changed)
        margin = bought * random.lognormal(np.log(basket) - 0.245, 0.7, size)
        opened = random.poisson(np.where(is_held_out, cases, cases_changed))
        name = "control" if controls else f"CA-{nth}"
        outcomes = pd.DataFrame(
            {
                "campaign_id": name,
                "customer_id": np.arange(size).astype(str),
                "arm": np.where(is_held_out, "held_out", "treated"),
                "purchase_rate": bought.astype(float),
                "margin": margin,
                "service_cases": opened.astype(float),
                "gain": margin - CASE * opened,
            }
        )
        campaign = pd.DataFrame(
            {
                "campaign_id": [name],
                "campaign_name": [name],
                "line_of_business": ["enterprise"],
                "purpose": ["control" if controls else "offer"],
                "holdout_share": [share],
                "starts_on": [date(2026, 1, 1)],
                "cost": [float(random.choice([0.05, 0.5, 3.0])) * (size - held_out)],
            }
        )
        yield outcomes, campaign, (changed - buys) * basket - CASE * (cases_changed - cases)


def company(random: np.random.Generator, effects: str, start: Path, models: dict[str, str]) -> Path:
    """Simulate one company and build the models on it; the truths are in the table `truths`."""
    target = start.with_name("company") / start.name
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir()
    shutil.copy(start, target)
    outcomes, campaigns, gains = zip(*programmes(random, effects), strict=True)
    found, made = pd.concat(outcomes), pd.concat(campaigns)
    truths = made[["campaign_id"]].assign(gain=gains)
    with duckdb.connect(str(target)) as connection:
        for name, frame in (("found", found), ("made", made), ("truths", truths)):
            connection.register(f"_{name}", frame)
        connection.execute(
            """
            create schema conformed;
            create schema marts;
            create table truths as from _truths;
            create table conformed.campaigns as
            select * replace (cost::decimal(18, 2) as cost) from _made;
            create table conformed.assignment_outcomes as
            unpivot _found on purchase_rate, margin, service_cases, gain
            into name metric value value;
            create table conformed.campaign_assignments as
            select campaign_id, customer_id, arm, 1 as assignments,
                (arm = 'held_out')::integer as held_out_assignments
            from _found;
            """
        )
        for name in MODELS:
            schema = "marts" if name.startswith("action_") else "conformed"
            connection.execute(f"create table {schema}.{name} as {models[name]}")
    return target


JUDGED = """
    with told as (
        select
            r.scope, r.cost, r.gain, r.gain_low, r.gain_high, r.verdict,
            case when r.scope = 'all_programmes'
                then (select sum(t.gain * a.treated) from truths as t
                    join conformed.arm_effects as a using (campaign_id) where a.metric = 'gain')
                else t.gain * r.treated end as truth,
            a.low * a.treated as measured_low, a.high * a.treated as measured_high
        from marts.action_returns as r
        left join truths as t on r.action = t.campaign_id
        left join conformed.arm_statistics as a
            on r.action = a.campaign_id and a.metric = 'gain' and r.scope = 'programme'
    )
    select *,
        truth between gain_low and gain_high as covered,
        truth between measured_low and measured_high as measured_covered,
        (verdict = 'positive' and truth <= cost) or (verdict = 'negative' and truth >= cost)
            as wrong,
        case when measured_low > cost then truth <= cost
            when measured_high < cost then truth >= cost end as measured_wrong,
        (gain > cost) <> (truth > cost) as wrong_side,
        ((measured_low + measured_high) / 2 > cost) <> (truth > cost) as measured_wrong_side
    from told
    where gain is not null
"""
SUMMARY = """
    select effects, scope, count(*) as figures, avg(covered::int) as covered,
        avg((verdict <> 'unclear')::int) as called,
        sum((wrong)::int) / nullif(sum((verdict <> 'unclear')::int), 0) as wrong,
        avg(wrong_side::int) as wrong_side, median((gain_high - gain_low) / cost) as width,
        avg(measured_covered::int) as measured_covered,
        avg((measured_wrong is not null)::int) as measured_called,
        sum(measured_wrong::int) / nullif(count(measured_wrong), 0) as measured_wrong,
        avg(measured_wrong_side::int) as measured_wrong_side,
        median((measured_high - measured_low) / cost) as measured_width
    from judged group by grouping sets ((effects, scope), (scope))
    order by scope desc, effects nulls last
"""


def measure(companies: int, seed: int, folder: Path) -> Frame:
    """Every figure of `companies` companies, half of each kind of `EFFECTS`, beside its truth."""
    start, models = template(folder)
    frames = []
    for nth in range(companies):
        effects = list(EFFECTS)[nth % len(EFFECTS)]
        warehouse = company(np.random.default_rng([seed, nth]), effects, start, models)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            frames.append(connection.execute(JUDGED).df().assign(effects=effects, company=nth))
    return pd.concat(frames, ignore_index=True)


def main() -> int:
    """Write tests/benchmarks/returns.md; 0 when every bar is met, else 1."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--companies", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=17)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="customer360-") as folder:
        judged = measure(given.companies, given.seed, Path(folder))
    summary = duckdb.sql(SUMMARY).df()
    every = summary[(summary["scope"] == "programme") & summary["effects"].isna()].iloc[0]
    missed = [
        name
        for name, is_met in (
            ("coverage", 0.93 <= every["covered"] <= 0.97),
            ("wrong signs", every["wrong"] < 0.05),
        )
        if not is_met
    ]
    TARGET.write_text("\n".join(_page(summary, len(judged), given.companies, missed)) + "\n")
    return int(bool(missed))


def _named(effects: object) -> str:
    return effects if isinstance(effects, str) else "both"


def _page(summary: Frame, figures: int, companies: int, missed: list[str]) -> list[str]:
    rows = [
        f"| {row.scope.replace('_', ' ')} | {_named(row.effects)} | {row.figures:,} "
        f"| {row.covered:.1%} | {row.called:.0%} | {row.wrong:.1%} | {row.wrong_side:.1%} "
        f"| {row.width:.1f} |"
        for row in summary.itertuples()
    ]
    alone = [
        f"| {_named(row.effects)} | {row.measured_covered:.1%} "
        f"| {row.measured_called:.0%} | {row.measured_wrong:.1%} | {row.measured_wrong_side:.1%} "
        f"| {row.measured_width:.1f} |"
        for row in summary[summary["scope"] == "programme"].itertuples()
    ]
    return [
        "# What programmes returned, against the truth",
        "",
        f"Measured {date.today():%Y-%m-%d} by `python -m tests.benchmarks.returns --companies "
        f"{companies}`: {companies} simulated companies with 4 to 25 programmes each, {figures:,} "
        "figures, the compiled models of `action_returns`. In half of the companies four "
        "programmes in ten change nothing and one in ten does harm; in the others all change "
        "something.",
        "",
        "Bars: intervals of a programme's return cover the truth in 93 to 97 of 100; fewer than 5 "
        "of 100 of those called positive or negative are not; one that exactly breaks even counts "
        "as wrong either way. " + (f"**Missed: {', '.join(missed)}.**" if missed else "Both met."),
        "",
        "| what | companies | figures | interval covers | called | of these wrong | estimate on "
        "the wrong side | width of the interval |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
        *rows,
        "",
        "Each programme by its own arms alone, without the others (`low` and `high` of the metric "
        "`gain` in `action_outcomes`):",
        "",
        "| companies | interval covers | called | of these wrong | estimate on the wrong side | "
        "width of the interval |",
        "|---|--:|--:|--:|--:|--:|",
        *alone,
    ]


if __name__ == "__main__":
    raise SystemExit(main())
