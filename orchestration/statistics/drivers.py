"""Which rated issues go with satisfaction, repurchase and recommendation: survey-weighted."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from orchestration.statistics import response_weights
from orchestration.statistics.relative_weights import Floats, bootstrap_shares, driver_weights
from orchestration.statistics.response_weights import Weighting
from orchestration.statistics.tables import replace_table, usable

OUTCOMES = ("satisfied", "repurchase", "recommend")
# Ten answers per driver is the least a regression on six of them can carry.
FEWEST = 60
FEWEST_PER_DRIVER = 30
DRAWS = 400
SEED = 20000
ASSOCIATIONAL = "Associational: goes with the outcome, not proven to move it."

_ANSWERS = """
    select answers.invitation_id, answers.answer
    from {answers} as answers
    where answers.question = ? and answers.answer is not null
    order by answers.invitation_id
"""
_RATINGS = """
    select invitation_id, driver, rating from conformed.survey_ratings
    order by invitation_id, driver
"""
_TYPES = {
    "outcome": "varchar",
    "driver": "varchar",
    "weight_share": "double",
    "low": "double",
    "high": "double",
    "slope": "double",
    "r_squared": "double",
    "responses": "bigint",
    "n_effective": "double",
    "note": "varchar",
}


def write(connection: duckdb.DuckDBPyConnection) -> int:
    """Write `statistics.driver_weights`, one row per outcome and driver; return how many outcomes.

    With fewer than 60 answers the shares are null, and so is that of a driver fewer than 30 people
    rated; the note says so.
    """
    ratings = connection.execute(_RATINGS).fetchnumpy()
    rated_by, driver_of = np.asarray(ratings["invitation_id"]), np.asarray(ratings["driver"])
    drivers, columns = np.unique(driver_of.astype(str), return_inverse=True)
    weighting = response_weights.fitted(connection)
    found: list[dict[str, NDArray[Any]]] = []
    for outcome in OUTCOMES:
        invitations, answers, places = _weighed(connection, weighting, outcome)
        values = np.full((len(invitations), len(drivers) + 1), np.nan)
        values[:, -1] = answers
        rows = np.searchsorted(invitations, rated_by.astype(str))
        rows = np.minimum(rows, max(len(invitations) - 1, 0))
        if len(invitations):
            own = invitations[rows] == rated_by.astype(str)
            values[rows[own], columns[own]] = np.asarray(ratings["rating"], dtype=float)[own]
        found.append(weigh(outcome, drivers, values, weighting, places))
    columns_of = {name: np.concatenate([part[name] for part in found]) for name in _TYPES}
    replace_table(connection, "driver_weights", _TYPES, columns_of)
    return sum(not np.isnan(part["weight_share"]).all() for part in found)


def _weighed(
    connection: duckdb.DuckDBPyConnection, weighting: Weighting, outcome: str
) -> tuple[NDArray[np.str_], Floats, NDArray[np.intp]]:
    """The invitations with an answer, the answers, and where each stands in the weighting."""
    query = _ANSWERS.replace("{answers}", usable(connection, "conformed.survey_answers"))
    found = connection.execute(query, [outcome]).fetchnumpy()
    invitations = np.asarray(found["invitation_id"]).astype(str)
    invited = weighting.invitations.astype(str)
    _, own, places = np.intersect1d(invitations, invited, assume_unique=True, return_indices=True)
    return invitations[own], np.asarray(found["answer"], dtype=float)[own], places


def weigh(
    outcome: str,
    drivers: NDArray[np.str_],
    values: Floats,
    weighting: Weighting,
    places: NDArray[np.intp],
) -> dict[str, NDArray[Any]]:
    """Shares of one outcome with their 95% percentile intervals, as columns of `driver_weights`.

    A share is of what differs between everybody who answered: how much a driver matters to those
    who met it, times how many did. `slope` is the first of the two alone.

    `values` has shape (answers, drivers + 1), the outcome last, nan where a driver was not rated;
    `places` says where in the weighting each answer stands. Customers are resampled, those who
    never answered among them, and the weights estimated anew each time.
    """
    weights, clusters = weighting.weights[places], weighting.clusters[places]
    answers = len(values)
    raters = (~np.isnan(values[:, :-1])).sum(axis=0)
    kept = np.flatnonzero(raters >= FEWEST_PER_DRIVER)
    effective = float(weights.sum() ** 2 / (weights**2).sum()) if answers else 0.0
    shares, low, high, slopes = np.full((4, len(drivers)), np.nan)
    r_squared = np.nan
    few = [f"Too few ratings: {rated} of at least {FEWEST_PER_DRIVER}." for rated in raters]
    notes = np.where(raters >= FEWEST_PER_DRIVER, ASSOCIATIONAL, few)
    if answers < FEWEST or not len(kept):
        notes = np.full(len(drivers), f"Too few answers: {answers} of at least {FEWEST}.")
    else:
        chosen = values[:, [*kept, values.shape[1] - 1]]
        result = driver_weights(chosen, weights)
        r_squared, slopes[kept] = result.r_squared, result.slopes
        if r_squared > 0.0:
            shares[kept] = result.weights / r_squared
        draws = bootstrap_shares(
            chosen,
            weights,
            clusters,
            DRAWS,
            SEED,
            lambda counts: weighting.resampled(counts)[places],
            int(weighting.clusters.max()) + 1,
        )
        low[kept], high[kept] = np.quantile(draws, [0.025, 0.975], axis=0)
    rows = len(drivers)
    return {
        "outcome": np.full(rows, outcome),
        "driver": drivers,
        "weight_share": shares,
        "low": low,
        "high": high,
        "slope": slopes,
        "r_squared": np.full(rows, r_squared),
        "responses": np.full(rows, answers),
        "n_effective": np.full(rows, effective),
        "note": notes,
    }
