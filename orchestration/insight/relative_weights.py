"""Johnson's relative weights: how much of R² each of several correlated drivers accounts for.

Associational by nature; nothing here says that moving a driver moves the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMALLEST_EIGENVALUE = 1e-8


@dataclass(frozen=True)
class RelativeWeights:
    """`weights` has one entry per driver and sums to `r_squared`."""

    weights: Floats
    r_squared: float


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
    weights = loadings**2 @ betas**2
    return RelativeWeights(weights, float(betas @ betas))


def nearest_correlation(matrix: Floats) -> Floats:
    """The matrix with negative eigenvalues cut off and its diagonal set back to one.

    Pairwise-complete correlations need not be positive semi-definite; Rebonato & Jäckel (1999),
    The Most General Methodology to Create a Valid Correlation Matrix, spectral decomposition.
    """
    values, vectors = np.linalg.eigh(matrix)
    if values[0] >= 0.0:
        return matrix
    repaired = (vectors * np.maximum(values, 0.0)) @ vectors.T
    scale = 1.0 / np.sqrt(np.diag(repaired))
    result: Floats = repaired * scale[:, None] * scale[None, :]
    return result


def weighted_correlations(values: Floats, weights: Floats) -> Floats:
    """Weighted correlations between the columns of `values`, each over the rows where both stand.

    `values` has shape (rows, columns) with nan where a person gave no answer, `weights` (rows,).
    A pair without variance, or without a common row, correlates at 0.
    """
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    mask = known.astype(float)
    left, left_mask = filled * weights[:, None], mask * weights[:, None]
    total = left_mask.T @ mask
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_a = left.T @ mask / total
        mean_b = left_mask.T @ filled / total
        square_a = (left * filled).T @ mask / total - mean_a**2
        square_b = left_mask.T @ (filled**2) / total - mean_b**2
        product = left.T @ filled / total - mean_a * mean_b
        result = product / np.sqrt(square_a * square_b)
    flat = ~np.isfinite(result) | (square_a < 1e-12) | (square_b < 1e-12)
    result = np.where(flat, 0.0, np.clip(result, -1.0, 1.0))
    np.fill_diagonal(result, 1.0)
    return result


def driver_weights(values: Floats, weights: Floats) -> RelativeWeights:
    """Relative weights of the first columns of `values` on the last, as `weighted_correlations`."""
    matrix = nearest_correlation(weighted_correlations(values, weights))
    return relative_weights(matrix[:-1, :-1], matrix[:-1, -1])


def bootstrap_shares(
    values: Floats, weights: Floats, clusters: NDArray[np.int64], draws: int, seed: int
) -> Floats:
    """Shares of R² in `draws` resamples of whole clusters (customers), shape (draws, drivers).

    `clusters` numbers each row's cluster from 0. Rao & Wu (1988), Resampling Inference with Complex
    Survey Data: resample clusters, keep the weights. A resample with R² = 0 gives equal shares.
    """
    generator = np.random.default_rng(seed)
    size = int(clusters.max()) + 1
    shares = np.empty((draws, values.shape[1] - 1))
    for draw in range(draws):
        counts = np.bincount(generator.integers(0, size, size), minlength=size)
        result = driver_weights(values, weights * counts[clusters])
        total = result.weights.sum()
        shares[draw] = result.weights / total if total > 0 else 1.0 / shares.shape[1]
    return shares
