"""Response weights: how many invited people each answer stands for.

The answer of a person unlikely to answer counts for more, so that the silent are heard through
those who resemble them: inverse-probability weights, Little & Rubin (2019), Statistical Analysis
with Missing Data, §3.3; clipped against extremes, Potter (1990), A Study of Procedures to Identify
and Trim Extreme Sampling Weights. Because people answer when delighted or angry, the chance behind
a weight depends on the answer too (`silent_answers`); the propensity is what is foreseen without.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from orchestration import queries
from orchestration.quoting import quoted
from orchestration.statistics.propensity import ConvergenceError, Floats, fit_logistic, one_hot
from orchestration.statistics.silent_answers import Calibration, Checks, calibrated, mood
from orchestration.statistics.tables import replace_table, usable

QUESTIONS = ("satisfied", "repurchase", "recommend")
# What is known of everyone invited, besides a band per driver that the company's rules name.
FEATURES = (
    "trigger",
    "age_band",
    "lines_of_business",
    "tenure_band",
    "recency_band",
    "margin_band",
)
# What makes people answer whatever they think; the other features do so only by what people think.
DIRECT = ("trigger", "age_band")
# Below this many answers, or refusals, a model of who answers says more about chance than people.
FEWEST = 50
SMALLEST_CATEGORY = 10
RIDGE = 1.0
LARGEST_RATIO = 5.0
# How many columns of the model are about the answers: what they have in common, and its square.
FEELINGS = 2


# Below which p of Hansen's test the assumption is said not to be borne out, below which it is
# contradicted, and below which it is given up; above which p of Wald's the answers seem not to
# matter.
DOUBTED, CONTRADICTED, GIVEN_UP, NO_MATTER = 0.20, 0.01, 1e-6, 0.01
# How much of the distance to the score on other grounds counts as unknown, as 95%: where the
# assumption behind the answers stands, and of half the way where it is contradicted, which holds
# both ends and their noise. See tests/benchmarks/silence.md.
WITHIN, BEYOND = 0.4, 1.4
# What the weights rest on.
ON_ANSWERS, ON_FACTS, ON_BOTH = "answers", "known facts", "both"
SENTENCES = {
    "borne out": None,
    "doubted": "Who answers seems to depend on more than what they think (p = {p:.3f}): those who "
    "never answer may think otherwise than this score says.",
    "contradicted": "Who answers depends on what they think, and on more than that (p = {p:.3f}): "
    "this score stands midway between what the answers say of the silent and what is known of "
    "everyone invited, and its interval holds both.",
    "given up": "Who answers depends on more than what they think (p = {p:.3f}): this score is "
    "weighted by what is known of everyone invited alone, and may be too close to the raw one.",
    "unsettled": "No model of who answers settled: this score is weighted by what is known of "
    "everyone invited alone, and may be too close to the raw one.",
}


@dataclass(frozen=True)
class ResponseWeights:
    """What the weights rest on; `n_effective` = (Σw)² / Σw², Kish (1965)."""

    invitations: int
    responses: int
    n_effective: float


@dataclass(frozen=True)
class Weighting:
    """Everyone invited, in order of the invitation, and how much each answer counts.

    `weights` and `standard` have shape (invited,), nan where nobody answered; `standard`
    rest on what is known of everyone invited (ignorable silence), `weights` on the answers too
    where `basis` says so. `doubt` is the share of the distance to the standard score that counts as
    unknown, as 95%. `clusters` numbers each row's customer from 0. `added` is the variance that
    estimating the weights adds, one number per question.
    """

    invitations: NDArray[Any]
    clusters: NDArray[np.int64]
    answered: NDArray[np.bool_]
    instruments: Floats
    propensity: Floats
    weights: Floats
    standard: Floats
    doubt: float
    added: Floats
    basis: str
    checks: Checks | None
    sentence: str | None
    calibration: Calibration | None

    def resampled(self, counts: Floats) -> Floats:
        """The weights if customers counted `counts` times, shape (clusters,), estimated anew.

        Standard weights are kept: that they are estimated makes means more certain, not less; Kim &
        Kim (2007), Nonresponse Weighting Adjustment Using Estimated Response Probability, Canadian
        Journal of Statistics 35(4).
        """
        if self.basis == ON_FACTS or self.calibration is None:
            return self.weights
        inverse = self.calibration.resampled(self.instruments, counts[self.clusters], self.answered)
        told = clipped_weights(_at(self.answered, inverse), self.answered)
        return (told + self.standard) / 2 if self.basis == ON_BOTH else told


def write(connection: duckdb.DuckDBPyConnection) -> ResponseWeights:
    """Write `statistics.response_weights`, one row per invitation in
    `conformed.invitation_profiles`, `statistics.weighting_errors`, one row per question, and
    `statistics.weighting_checks`, one row.

    `weight` is null where nobody answered; the others sum to the number invited.
    """
    found = fitted(connection)
    replace_table(
        connection,
        "response_weights",
        {
            "invitation_id": "varchar",
            "propensity": "double",
            "weight": "double",
            "standard_weight": "double",
        },
        {
            "invitation_id": found.invitations,
            "propensity": found.propensity,
            "weight": found.weights,
            "standard_weight": found.standard,
        },
    )
    replace_table(
        connection,
        "weighting_errors",
        {"question": "varchar", "added_variance": "double"},
        {"question": np.array(QUESTIONS), "added_variance": found.added},
    )
    checks = found.checks
    replace_table(
        connection,
        "weighting_checks",
        {
            "basis": "varchar",
            "doubt": "double",
            "statistic": "double",
            "degrees": "integer",
            "p_value": "double",
            "feelings_p_value": "double",
            "sentence": "varchar",
        },
        {
            "basis": np.array([found.basis]),
            "doubt": np.array([found.doubt]),
            "statistic": np.array([checks.statistic if checks else np.nan]),
            "degrees": np.array([checks.degrees if checks else 0]),
            "p_value": np.array([checks.p_value if checks else np.nan]),
            "feelings_p_value": np.array([checks.feelings_p_value if checks else np.nan]),
            "sentence": np.array([found.sentence], dtype=object),
        },
    )
    given = found.weights[~np.isnan(found.weights)]
    effective = float(given.sum() ** 2 / (given**2).sum()) if len(given) else 0.0
    return ResponseWeights(len(found.invitations), len(given), effective)


def fitted(connection: duckdb.DuckDBPyConnection) -> Weighting:
    """The weights of everyone in `conformed.invitation_profiles`."""
    columns = ", ".join(
        f"cast({quoted(name)} as varchar)" for name in (*FEATURES, *_driver_bands(connection))
    )
    asked = ", ".join(
        f"cast(max({kind}) filter (where question = '{question}') as double) as {kind}_{question}"
        for kind in ("answer", "points")
        for question in QUESTIONS
    )
    of_all = usable(connection, "conformed.survey_answers")
    rows = connection.execute(
        queries.filled(
            __file__, "asked_and_weighed.sql", asked=asked, of_all=of_all, columns=columns
        )
    ).fetchnumpy()
    invitations, customers, answered, *known = (
        np.ma.filled(column, np.nan) for column in rows.values()
    )
    answers, points = np.column_stack(known[:3]), np.column_stack(known[3:6])
    clusters = np.unique(customers.astype(str), return_inverse=True)[1]
    return weighed(invitations, clusters, answered.astype(bool), known[6:], answers, points)


def weighed(
    invitations: NDArray[Any],
    clusters: NDArray[np.int64],
    answered: NDArray[np.bool_],
    features: list[NDArray[np.object_]],
    answers: Floats,
    points: Floats,
) -> Weighting:
    """Weights of answers and points of shape (invited, questions), nan where not answered.

    The answers count only where they seem to matter (Wald's p at most `NO_MATTER`), and count half
    where what is known of everyone invited contradicts that little else does (Hansen's p under
    `CONTRADICTED`): neither ground can then be told to be the better one, down to `GIVEN_UP`.
    """
    propensity = propensities(features, answered.astype(float))
    found = calibration(features, answered, answers)
    standard = clipped_weights(
        np.where(answered, 1.0 / np.maximum(propensity, 1e-9), np.nan), answered
    )
    weights, doubt, basis = standard, 0.0, ON_FACTS
    added, checks, verdict = np.zeros(len(QUESTIONS)), None, "borne out"
    instruments = one_hot(features, SMALLEST_CATEGORY) if len(answered) else np.ones((0, 1))
    if found is not None:
        checks = found.checks(instruments, answered, FEELINGS)
        is_contradicted = checks.p_value < CONTRADICTED
        if checks.feelings_p_value <= NO_MATTER and checks.p_value >= GIVEN_UP:
            told = clipped_weights(_at(answered, found.inverse), answered)
            added = found.added_variance(points[answered])
            weights, doubt, basis = told, WITHIN, ON_ANSWERS
            if is_contradicted:
                weights, doubt, basis, added = (told + standard) / 2, BEYOND, ON_BOTH, added / 4
                verdict = "contradicted"
        elif is_contradicted:
            verdict = "given up"
        if not is_contradicted and checks.p_value < DOUBTED:
            verdict = "doubted"
    elif min(answered.sum(), (~answered).sum()) >= FEWEST:
        verdict = "unsettled"
    sentence = SENTENCES[verdict]
    return Weighting(
        invitations,
        clusters,
        answered,
        instruments,
        propensity,
        weights,
        standard,
        doubt,
        added,
        basis,
        checks,
        sentence and sentence.format(p=checks.p_value if checks else np.nan),
        found,
    )


def _at(answered: NDArray[np.bool_], values: Floats) -> Floats:
    """Values of those who answered in the places of everyone invited, nan for the others."""
    result = np.full(len(answered), np.nan)
    result[answered] = values
    return result


def _driver_bands(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The columns of `conformed.invitation_profiles` that say what was met with, by driver."""
    described = connection.execute("describe conformed.invitation_profiles").fetchall()
    bands = (str(row[0]) for row in described if str(row[0]).endswith("_band"))
    return tuple(band for band in bands if band not in FEATURES)


def propensities(features: list[NDArray[np.object_]], answered: Floats) -> Floats:
    """P(respond) of everyone invited, shape (rows,); the overall rate where too few did or did not.

    `features` are texts known of everyone invited, shape (rows,) each; `answered` is 0 or 1.
    """
    if min(answered.sum(), (1.0 - answered).sum()) < FEWEST:
        rate = float(answered.mean()) if len(answered) else 0.0
        return np.full(len(answered), rate)
    design = one_hot(features, SMALLEST_CATEGORY)
    return fit_logistic(design, answered, RIDGE).predict(design)


def calibration(
    features: list[NDArray[np.object_]], answered: NDArray[np.bool_], answers: Floats
) -> Calibration | None:
    """The chance to answer as the answers themselves, shape (rows, questions), tell it.

    None where too few answered, or the calibration does not settle.
    """
    if min(answered.sum(), (~answered).sum()) < FEWEST:
        return None
    direct = one_hot([features[FEATURES.index(name)] for name in DIRECT], SMALLEST_CATEGORY)
    feeling = mood(answers[answered])[:, None]
    model = np.hstack([direct[answered], feeling, feeling**2])
    try:
        return calibrated(one_hot(features, SMALLEST_CATEGORY), answered, model, RIDGE)
    except ConvergenceError:
        return None


def clipped_weights(inverse: Floats, answered: NDArray[np.bool_]) -> Floats:
    """At most 5 medians of `inverse`, scaled to sum to all rows; nan where not answered."""
    weights = np.full(len(inverse), np.nan)
    if not answered.any():
        return weights
    given = np.minimum(inverse[answered], LARGEST_RATIO * float(np.median(inverse[answered])))
    weights[answered] = given * len(inverse) / given.sum()
    return weights
