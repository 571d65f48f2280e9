"""Response weights: how many invited people each answer stands for.

The answer of a person unlikely to answer counts for more, so that the silent are heard through
those who resemble them: inverse-probability weights, Little & Rubin (2019), Statistical Analysis
with Missing Data, §3.3; clipped against extremes, Potter (1990), A Study of Procedures to Identify
and Trim Extreme Sampling Weights. Because people answer when delighted or angry, the chance behind
a weight depends on the answer too (`silent_answers`); the propensity is what is foreseen without.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from orchestration.quoting import quoted
from orchestration.statistics.propensity import ConvergenceError, Floats, fit_logistic, one_hot
from orchestration.statistics.silent_answers import Calibration, calibrated, mood
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


@dataclass(frozen=True)
class ResponseWeights:
    """What the weights rest on; `n_effective` = (Σw)² / Σw², Kish (1965)."""

    invitations: int
    responses: int
    n_effective: float


def write(connection: duckdb.DuckDBPyConnection) -> ResponseWeights:
    """Write `statistics.response_weights`, one row per invitation in
    `conformed.invitation_profiles`, and `statistics.weighting_errors`: one row per question.

    `weight` is null where nobody answered; the others sum to the number invited.
    """
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
        f"""
        with answers as (
            select invitation_id, {asked} from {of_all} group by invitation_id
        )
        select profiles.invitation_id, is_response, answers.* exclude (invitation_id), {columns}
        from conformed.invitation_profiles as profiles inner join answers using (invitation_id)
        order by profiles.invitation_id
        """
    ).fetchnumpy()
    invitations, answered, *known = (np.ma.filled(column, np.nan) for column in rows.values())
    answers, points = np.column_stack(known[:3]), np.column_stack(known[3:6])
    answered, features = answered.astype(bool), known[6:]
    propensity = propensities(features, answered.astype(float))
    found = calibration(features, answered, answers)
    inverse = np.where(answered, 1.0 / np.maximum(propensity, 1e-9), np.nan)
    added = np.zeros(len(QUESTIONS))
    if found is not None:
        inverse[answered] = found.inverse
        added = found.added_variance(points[answered])
    weights = clipped_weights(inverse, answered)
    replace_table(
        connection,
        "response_weights",
        {"invitation_id": "varchar", "propensity": "double", "weight": "double"},
        {"invitation_id": invitations, "propensity": propensity, "weight": weights},
    )
    replace_table(
        connection,
        "weighting_errors",
        {"question": "varchar", "added_variance": "double"},
        {"question": np.array(QUESTIONS), "added_variance": added},
    )
    given = weights[~np.isnan(weights)]
    effective = float(given.sum() ** 2 / (given**2).sum()) if len(given) else 0.0
    return ResponseWeights(len(invitations), len(given), effective)


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
