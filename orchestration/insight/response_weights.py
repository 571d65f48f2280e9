"""Response weights: how many invited people each answer stands for.

The answer of a person unlikely to answer counts for more, so that the silent are heard through
those who resemble them: inverse-probability weights, Little & Rubin (2019), Statistical Analysis
with Missing Data, §3.3; clipped against extremes, Potter (1990), A Study of Procedures to Identify
and Trim Extreme Sampling Weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from orchestration.insight.propensity import Floats, fit_logistic, one_hot
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
        f"select invitation_id, is_response, {columns} "
        "from conformed.invitation_profiles order by invitation_id"
    ).fetchnumpy()
    invitations, answered, *features = (np.asarray(column) for column in rows.values())
    propensity = propensities(features, answered.astype(float))
    weights = clipped_weights(propensity, answered.astype(bool))
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


def clipped_weights(propensity: Floats, answered: NDArray[np.bool_]) -> Floats:
    """1 / propensity, at most 5 medians, scaled to sum to all rows; nan where not answered."""
    weights = np.full(len(propensity), np.nan)
    if not answered.any():
        return weights
    inverse = 1.0 / propensity[answered]
    inverse = np.minimum(inverse, LARGEST_RATIO * float(np.median(inverse)))
    weights[answered] = inverse * len(propensity) / inverse.sum()
    return weights
