"""Johnson's relative weights: how much of R² each of several correlated drivers accounts for.

Associational by nature; nothing here says that moving a driver moves the outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMALLEST_EIGENVALUE = 1e-8
# A standard deviation below which a column counts as constant.
FLAT = 1e-6


@dataclass(frozen=True)
class RelativeWeights:
    """`weights` has one entry per driver and sums to `r_squared`.

    `slopes` are the regression's own coefficients, of standardised drivers in `relative_weights`,
    of ratings as given in `driver_weights`.
    """

    weights: Floats
    r_squared: float
    slopes: Floats


def relative_weights(drivers: Floats, outcome: Floats) -> RelativeWeights:
    """Split R² over the drivers.

    `drivers` is their correlation matrix R_xx, shape (p, p); `outcome` their correlations with the
    outcome r_xy, shape (p,). Λ = R_xx^½, β* = Λ⁻¹ r_xy, ε_j = Σ_k λ_jk² β*_k²: Johnson (2000), A
    Heuristic Method for Estimating the Relative Weight of Predictor Variables in Multiple
    Regression, Multivariate Behavioral Research 35(1). Directions of eigenvalue ≤ 1e-8 are dropped.
    """
    values, vectors = np.linalg.eigh(drivers)
    kept = values > SMALLEST_EIGENVALUE
    roots, axes = np.sqrt(values[kept]), vectors[:, kept]
    loadings = (axes * roots) @ axes.T
    betas = (axes / roots) @ axes.T @ outcome
    slopes = (axes / values[kept]) @ axes.T @ outcome
    return RelativeWeights(loadings**2 @ betas**2, float(betas @ betas), slopes)


def correlations(covariances: Floats) -> tuple[Floats, Floats]:
    """Correlations, and standard deviations; what does not vary correlates with nothing."""
    spreads = np.sqrt(np.maximum(np.diag(covariances), 0.0))
    flat = spreads < FLAT
    scale = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, spreads))
    result = np.clip(covariances * scale[:, None] * scale[None, :], -1.0, 1.0)
    np.fill_diagonal(result, 1.0)
    return result, spreads


@dataclass(frozen=True)
class Answers:
    """Ratings and an outcome, ready to be weighed often.

    `columns` are a one, each rating (0 where not given), whether it was given, and the outcome:
    shape (rows, 2 · drivers + 2). `partly` numbers the drivers that not everybody rated.
    """

    columns: Floats
    partly: NDArray[np.intp]

    @classmethod
    def of(cls, values: Floats) -> Answers:
        """From shape (rows, drivers + 1), the outcome last; nan where a driver was not rated."""
        rated = ~np.isnan(values[:, :-1])
        ratings = np.where(rated, values[:, :-1], 0.0)
        parts = [np.ones((len(values), 1)), ratings, rated.astype(float), values[:, -1:]]
        return cls(np.hstack(parts), np.flatnonzero(~rated.all(axis=0)))

    def weigh(self, weights: Floats) -> RelativeWeights:
        """Relative weights under survey weights of shape (rows,); see `driver_weights`."""
        drivers = self.columns.shape[1] // 2 - 1
        moments = (self.columns * weights[:, None]).T @ self.columns / weights.sum()
        share = moments[0, drivers + 1 : -1]
        means = moments[0, 1 : drivers + 1] / np.where(share > 0.0, share, 1.0)
        every, rated = np.arange(drivers), drivers + 1 + self.partly
        mixed = np.zeros((len(moments), drivers + len(self.partly) + 1))
        mixed[0, every], mixed[1 + every, every], mixed[drivers + 1 + every, every] = (
            means,
            1,
            -means,
        )
        mixed[rated, drivers + np.arange(len(self.partly))] = 1.0
        mixed[-1, -1] = 1.0
        mean = moments[0] @ mixed
        matrix, spreads = correlations(mixed.T @ moments @ mixed - np.outer(mean, mean))
        whole = relative_weights(matrix[:-1, :-1], matrix[:-1, -1])
        owners = np.concatenate([every, self.partly])
        own = np.where(spreads[:drivers] < FLAT, np.inf, spreads[:drivers])
        return RelativeWeights(
            np.bincount(owners, weights=whole.weights, minlength=drivers).astype(np.float64),
            whole.r_squared,
            whole.slopes[:drivers] * spreads[-1] / own,
        )


def driver_weights(values: Floats, weights: Floats) -> RelativeWeights:
    """Relative weights of the first columns of `values` on the last, shape (rows, drivers + 1).

    nan is a rating not given, because there was nothing to rate. A driver not everybody rated
    enters as two columns, its rating (the mean, where there is none) and whether it was rated; its
    weight is theirs together, so the weights sum to R² of one regression over everybody, and what
    few people meet accounts for little. Right where a value does not exist, not where it is
    withheld: Allison (2001), Missing Data. `slopes`: points of the outcome per point of rating, the
    other drivers equal.
    """
    return Answers.of(values).weigh(weights)


def bootstrap_shares(
    values: Floats,
    weights: Floats,
    clusters: NDArray[np.int64],
    draws: int,
    seed: int,
    reweighed: Callable[[Floats], Floats] | None = None,
    size: int | None = None,
) -> Floats:
    """Shares of R² in `draws` resamples of whole clusters (customers), shape (draws, drivers).

    `clusters` numbers each row's cluster from 0. Rao & Wu (1988), Resampling Inference with Complex
    Survey Data: resample clusters, keep the weights, or have them estimated anew: `reweighed` takes
    how often each of `size` clusters counts and returns weights of shape (rows,). A resample with
    R² = 0 gives equal shares.
    """
    generator, answers = np.random.default_rng(seed), Answers.of(values)
    size = size or int(clusters.max()) + 1
    shares = np.empty((draws, values.shape[1] - 1))
    for draw in range(draws):
        counts = np.bincount(generator.integers(0, size, size), minlength=size)
        own = reweighed(counts.astype(np.float64)) if reweighed else weights
        result = answers.weigh(own * counts[clusters])
        total = result.weights.sum()
        shares[draw] = result.weights / total if total > 0 else 1.0 / shares.shape[1]
    return shares
