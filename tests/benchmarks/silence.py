"""`python -m tests.benchmarks.silence`: what is said of those who never answer, against the truth.

Companies are simulated at the level that the statistics of surveys read: everybody invited, what is
known of them, what they think, and who answers, by one of eight mechanisms. Scores are judged by
what everybody invited would have said, drivers by the shares that everybody's answers would give.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orchestration.settings import PROJECT
from orchestration.statistics import drivers, response_weights
from orchestration.statistics.propensity import Floats, logistic
from orchestration.statistics.relative_weights import driver_weights

TARGET = PROJECT / "tests" / "benchmarks" / "silence.md"
OUTCOMES = response_weights.QUESTIONS
# Weight in what people feel, share who meet it, share of these for whom it goes wrong.
DRIVERS = {
    "delivery": (0.30, 0.90, 0.30),
    "call_centre": (0.22, 0.50, 0.35),
    "website": (0.17, 0.90, 0.20),
    "claims": (0.10, 0.06, 0.50),
    "stock": (0.08, 0.90, 0.12),
    "price": (0.13, 1.00, 0.0),
}
MECHANISMS = {
    "at random": "a quarter of all",
    "known facts": "by age and occasion",
    "experience itself": "what went wrong makes people answer, whatever they think",
    "extremes": "the delighted and the angry",
    "the unhappy": "the unhappier, the likelier",
    "the happy": "the happier, the likelier",
    "good customers": "those of much margin and long standing",
    "unseen trait": "a trait that nobody sees and that goes with the opinion",
}
INVITED, PEOPLE = 2_500, 1_400


@dataclass(frozen=True)
class Company:
    """Everybody invited: shape (invited,) or (invited, questions or drivers), complete."""

    customers: NDArray[np.int64]
    features: list[NDArray[np.object_]]
    answered: NDArray[np.bool_]
    answers: Floats
    points: Floats
    ratings: Floats


def company(random: np.random.Generator, mechanism: str) -> Company:
    """One company; who answers is drawn by the mechanism, everything else is alike."""
    rows = INVITED
    customers = random.integers(0, PEOPLE, rows)
    mood = 0.25 * random.normal(size=PEOPLE)[customers]
    met = {name: random.random(rows) < share for name, (_, share, _) in DRIVERS.items()}
    wrong = {name: met[name] & (random.random(rows) < DRIVERS[name][2]) for name in DRIVERS}
    felt = {
        name: mood
        + np.where(wrong[name], -1.5, 0.15)
        + (1.0 if name == "price" else 0.6) * random.normal(size=rows)
        for name in DRIVERS
    }
    opinion = np.sum([DRIVERS[n][0] * np.where(met[n], felt[n], 0.0) for n in DRIVERS], axis=0)

    def of_person(names: list[str]) -> NDArray[np.object_]:
        return random.choice(names, PEOPLE)[customers].astype(object)

    trigger = random.choice(["order", "service", "claim", "relationship"], rows).astype(object)
    age, margin, tenure = (
        of_person(["young", "middle", "old"]),
        of_person(["low", "middle", "high"]),
        of_person(["new", "old"]),
    )
    bands = [
        np.where(wrong[n], "bad", np.where(met[n], "good", "none")).astype(object)
        for n in DRIVERS
        if n != "price"
    ]
    apart = opinion - opinion.mean()
    trait = 0.6 * apart / opinion.std() + 0.8 * random.normal(size=rows)
    chances = {
        "at random": np.full(rows, 0.25),
        "known facts": 0.25
        + 0.1 * (age == "old")
        - 0.1 * (age == "young")
        + 0.1 * (trigger == "service"),
        "experience itself": 0.15 + 0.25 * wrong["delivery"] + 0.15 * wrong["call_centre"],
        "extremes": 0.1
        + 0.6
        * np.minimum(1, np.abs(opinion - 0.05) / 0.7) ** 1.5
        * np.where(opinion < 0, 1.5, 1.0),
        "the unhappy": logistic(-1.2 - 2 * apart),
        "the happy": logistic(-1.2 + 2 * apart),
        "good customers": 0.12 + 0.25 * (margin == "high") + 0.08 * (tenure == "old"),
        "unseen trait": logistic(-1.2 + 0.8 * trait),
    }
    answered = random.random(rows) < np.clip(chances[mechanism], 0.02, 0.95)
    answers = np.column_stack(
        [
            np.clip(np.round(3.9 + 1.5 * opinion + 0.45 * random.normal(size=rows)), 1, 5),
            np.clip(np.round(3.8 + 1.4 * opinion + 0.6 * random.normal(size=rows)), 1, 5),
            np.clip(np.round(7.7 + 3.4 * opinion + 0.8 * random.normal(size=rows)), 0, 10),
        ]
    )
    promoters = (answers[:, 2] >= 9).astype(float) - (answers[:, 2] <= 6)
    points = np.column_stack([answers[:, 0] >= 4, answers[:, 1] >= 4, promoters]).astype(float)
    ratings = np.column_stack(
        [np.where(met[n], np.clip(np.round(3.6 + 1.1 * felt[n]), 1, 5), np.nan) for n in DRIVERS]
    )
    features = [
        trigger, age, of_person(["1", "2"]), tenure, of_person(["a", "b", "c"]), margin, *bands,
    ]  # fmt: skip
    return Company(customers, features, answered, answers, points, ratings)


def weighting(of: Company) -> response_weights.Weighting:
    """The weights, from what the company would know."""
    known = of.answered[:, None]
    return response_weights.weighed(
        np.arange(len(of.answered)).astype(str),
        np.unique(of.customers, return_inverse=True)[1],
        of.answered,
        of.features,
        np.where(known, of.answers, np.nan),
        np.where(known, of.points, np.nan),
    )


def scores(of: Company, found: response_weights.Weighting) -> pd.DataFrame:
    """Every score, raw, by standard weights and as published, beside the truth, out of 100."""
    points = 100 * of.points[of.answered]
    weights, standard = found.weights[of.answered], found.standard[of.answered]
    mean = (weights[:, None] * points).sum(axis=0) / weights.sum()
    spread = (weights[:, None] * (points - mean) ** 2).sum(axis=0) / weights.sum()
    effective = weights.sum() ** 2 / (weights**2).sum()
    error = np.sqrt(spread / effective + 100**2 * found.added)
    usual = (standard[:, None] * points).sum(axis=0) / standard.sum()
    half_width = np.sqrt((1.96 * error) ** 2 + (found.doubt * (mean - usual)) ** 2)
    return pd.DataFrame(
        {
            "question": OUTCOMES,
            "truth": 100 * of.points.mean(axis=0),
            "raw": points.mean(axis=0),
            "standard": usual,
            "published": mean,
            "low": mean - half_width,
            "high": mean + half_width,
            "basis": found.basis,
            "sentence": found.sentence is not None,
        }
    )


def shares(of: Company, found: response_weights.Weighting) -> pd.DataFrame:
    """Every driver's share with its interval, beside what everybody's answers would give."""
    names, places = np.array(list(DRIVERS)), np.flatnonzero(of.answered)
    parts = []
    for number, outcome in enumerate(OUTCOMES):
        values = np.column_stack([of.ratings, of.answers[:, number]])
        whole = driver_weights(values, np.ones(len(values)))
        columns = drivers.weigh(outcome, names, values[places], found, places)
        part = pd.DataFrame({key: columns[key] for key in ("outcome", "driver", "low", "high")})
        part["weight_share"] = columns["weight_share"]
        part["truth"] = whole.weights / whole.r_squared
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


_SCORES = """
    select mechanism, question, avg(abs(raw - truth)) as raw,
        avg(abs(standard - truth)) as standard,
        avg(abs(published - truth)) as published, avg(sentence::int) as sentences,
        avg((truth between low and high)::int) as covered,
        avg((truth between low and high)::int) filter (where not sentence) as covered_unsaid,
        avg((abs(raw - truth)) ) filter (where not sentence) as raw_unsaid,
        avg((abs(published - truth))) filter (where not sentence) as published_unsaid,
        avg((abs(published - truth) > abs(raw - truth) and truth not between low and high)::int)
            filter (where not sentence) as worse
    from scores group by all order by mechanism, question
"""
_SHARES = """
    select mechanism, count(*) as shares, avg((truth between low and high)::int) as covered,
        avg(abs(weight_share - truth)) as error, avg(high - low) / 2 as half_width
    from shares where low is not null group by all order by mechanism
"""


def main() -> int:
    """Write tests/benchmarks/silence.md; 0 when every bar is met, else 1."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--companies", type=int, default=50)
    arguments.add_argument("--scores", action="store_true", help="leave the drivers' table alone")
    given = arguments.parse_args()
    judged, weighed = [], []
    for place, mechanism in enumerate(MECHANISMS):
        for seed in range(given.companies):
            one = company(np.random.default_rng([seed, place]), mechanism)
            found = weighting(one)
            judged.append(scores(one, found).assign(mechanism=mechanism, seed=seed))
            if given.scores:
                continue
            if seed % len(MECHANISMS) == place or mechanism == "extremes":
                weighed.append(shares(one, found).assign(mechanism=mechanism, seed=seed))
    with duckdb.connect() as connection:
        connection.register("scores", pd.concat(judged))
        by_mechanism = connection.execute(_SCORES).df()
    missed = []
    unsaid = by_mechanism["published_unsaid"] > by_mechanism["raw_unsaid"] + 0.5
    if unsaid.any():
        missed.append("worse than raw without a sentence")
    # Of fewer than ten companies no share of a hundred can be told.
    told = by_mechanism["sentences"] < 1 - 10 / given.companies
    if (by_mechanism.loc[told, "covered_unsaid"] < 0.9).any():
        missed.append("coverage of scores without a sentence")
    if weighed:
        with duckdb.connect() as connection:
            connection.register("shares", pd.concat(weighed))
            by_driver = connection.execute(_SHARES).df()
        covered = float(by_driver.loc[by_driver["mechanism"] == "extremes", "covered"].iloc[0])
        if not 0.90 <= covered <= 0.98:
            missed.append("coverage of drivers")
        table = _drivers(by_driver)
    else:
        _, _, before = TARGET.read_text().partition("\n## Drivers\n")
        table = ["## Drivers", *before.rstrip().splitlines()]
    page = [*_page(by_mechanism, given.companies, missed), "", *table]
    TARGET.write_text("\n".join(page) + "\n")
    return int(bool(missed))


def _drivers(shared: pd.DataFrame) -> list[str]:
    return [
        "## Drivers",
        "",
        "| who answers | shares | interval covers | mean error | half width |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {row.mechanism} | {row.shares:,} | {row.covered:.1%} | {row.error:.3f} "
            f"| {row.half_width:.3f} |"
            for row in shared.itertuples()
        ),
    ]


def _page(scored: pd.DataFrame, companies: int, missed: list[str]) -> list[str]:
    def number(value: float) -> str:
        return "" if pd.isna(value) else f"{value:.1f}"

    return [
        "# Those who never answer, against the truth",
        "",
        f"Measured {date.today():%Y-%m-%d} by `python -m tests.benchmarks.silence --companies "
        f"{companies}`: {companies} simulated companies a mechanism, {INVITED:,} invitations to "
        f"{PEOPLE:,} people each, the house's own functions.",
        "",
        "Bars: where no sentence warns of it, the published score is on average no further from "
        "the truth than the raw one, by every mechanism and question (half a point is taken for "
        "chance), and its interval covers the truth in 90 of 100; intervals of drivers cover the "
        "share that everybody's answers would give in 90 to 98 of 100 where the extremes answer. "
        + (f"**Missed: {'; '.join(missed)}.**" if missed else "All met."),
        "",
        "## Scores",
        "",
        "Mean distance from the truth, in points. Worse: without a sentence, further from the "
        "truth than the raw score and outside the interval.",
        "",
        "| who answers | question | raw | standard weights | published | interval covers "
        "| sentence | covers without it | raw without it | published without it | worse |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(
            f"| {row.mechanism}: {MECHANISMS[str(row.mechanism)]} | {row.question} "
            f"| {row.raw:.1f} | {row.standard:.1f} | {row.published:.1f} | {row.covered:.0%} "
            f"| {row.sentences:.0%} "
            f"| {'' if pd.isna(row.covered_unsaid) else f'{row.covered_unsaid:.0%}'} "
            f"| {number(row.raw_unsaid)} | {number(row.published_unsaid)} "
            f"| {'' if pd.isna(row.worse) else f'{row.worse:.0%}'} |"
            for row in scored.itertuples()
        ),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
