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

from orchestration.insight.propensity import ConvergenceError, Floats, fit_logistic, one_hot
from orchestration.insight.silent_answers import inverse_chances, mood
from orchestration.insight.tables import replace_table

FEATURES = (
    "trigger",
    "age_band",
    "lines_of_business",
    "tenure_band",
    "recency_band",
    "margin_band",
    "website_band",
    "stock_band",
    "delivery_band",
    "call_centre_band",
    "claims_band",
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
    """Write `insight.response_weights`: one row per invitation in `conformed.invitation_profiles`.

    `weight` is null where nobody answered; the others sum to the number invited.
    """
    columns = ", ".join(f"cast({name} as varchar)" for name in FEATURES)
    rows = connection.execute(
        f"""
        with answers as (
            pivot (select invitation_id, question, answer from conformed.survey_answers)
            on question in ('satisfied', 'repurchase', 'recommend') using max(answer)
            group by invitation_id
        )
        select invitation_id, is_response, cast(satisfied as double) as satisfied,
            cast(repurchase as double) as repurchase, cast(recommend as double) as recommend,
            {columns}
        from conformed.invitation_profiles left join answers using (invitation_id)
        order by invitation_id
        """
    ).fetchnumpy()
    invitations, answered, *known = (np.ma.filled(column, np.nan) for column in rows.values())
    answers, features = np.column_stack(known[:3]), known[3:]
    answered = answered.astype(bool)
    propensity = propensities(features, answered.astype(float))
    inverse = inverse_of(features, answered, answers, propensity)
    weights = clipped_weights(inverse, answered)
    replace_table(
        connection,
        "response_weights",
        {"invitation_id": "varchar", "propensity": "double", "weight": "double"},
        {"invitation_id": invitations, "propensity": propensity, "weight": weights},
    )
    given = weights[~np.isnan(weights)]
    effective = float(given.sum() ** 2 / (given**2).sum()) if len(given) else 0.0
    return ResponseWeights(len(invitations), len(given), effective)


def propensities(features: list[NDArray[np.object_]], answered: Floats) -> Floats:
    """P(respond) of everyone invited, shape (rows,); the overall rate where too few did or did not.

    `features` are texts known of everyone invited, shape (rows,) each; `answered` is 0 or 1.
    """
    if min(answered.sum(), (1.0 - answered).sum()) < FEWEST:
        rate = float(answered.mean()) if len(answered) else 0.0
        return np.full(len(answered), rate)
    design = one_hot(features, SMALLEST_CATEGORY)
    return fit_logistic(design, answered, RIDGE).predict(design)


def inverse_of(
    features: list[NDArray[np.object_]],
    answered: NDArray[np.bool_],
    answers: Floats,
    propensity: Floats,
) -> Floats:
    """1 / P(respond) of everyone who answered, shape (rows,), nan elsewhere.

    By calibration on the answers, shape (rows, questions); by the propensity alone where too few
    answered, or the calibration does not settle.
    """
    inverse = np.where(answered, 1.0 / np.maximum(propensity, 1e-9), np.nan)
    if min(answered.sum(), (~answered).sum()) < FEWEST:
        return inverse
    direct = one_hot([features[FEATURES.index(name)] for name in DIRECT], SMALLEST_CATEGORY)
    feeling = mood(answers[answered])[:, None]
    model = np.hstack([direct[answered], feeling, feeling**2])
    try:
        inverse[answered] = inverse_chances(
            one_hot(features, SMALLEST_CATEGORY), answered, model, RIDGE
        )
    except ConvergenceError:
        return inverse
    return inverse


def clipped_weights(inverse: Floats, answered: NDArray[np.bool_]) -> Floats:
    """At most 5 medians of `inverse`, scaled to sum to all rows; nan where not answered."""
    weights = np.full(len(inverse), np.nan)
    if not answered.any():
        return weights
    given = np.minimum(inverse[answered], LARGEST_RATIO * float(np.median(inverse[answered])))
    weights[answered] = given * len(inverse) / given.sum()
    return weights
