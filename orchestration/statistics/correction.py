"""A chance put right by what came of earlier ones: logistic recalibration, Cox (1958), Two further
applications of a model for binary regression, Biometrika 45."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# The correction is drawn towards none: each of its two numbers by a normal prior of this width.
_PRIOR_WIDTH = 0.5


@dataclass(frozen=True)
class Correction:
    """The log odds of a chance, stretched by `slope` and shifted by `shift`."""

    shift: float = 0.0
    slope: float = 1.0

    def applied(self, chances: Floats) -> Floats:
        """The corrected chances, of the same shape; what is certain or unknown stays so."""
        open_ = (chances > 0) & (chances < 1)
        odds = self.shift + self.slope * _log_odds(np.where(open_, chances, 0.5))
        return np.where(open_, 1 / (1 + np.exp(-odds)), chances)


UNCORRECTED = Correction()


def fit(chances: Floats, came: NDArray[np.bool_]) -> Correction:
    """The correction of greatest posterior, from chances given and whether it came; both of shape
    (n,). Certain chances teach nothing; without any other it is none."""
    told = (chances > 0) & (chances < 1)
    odds, y = _log_odds(chances[told]), came[told].astype(np.float64)
    design = np.column_stack([np.ones_like(odds), odds])
    found, centre = np.array([0.0, 1.0]), np.array([0.0, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(design @ found)))
        slope = design.T @ (y - p) - (found - centre) / _PRIOR_WIDTH**2
        curve = (design * (p * (1 - p))[:, None]).T @ design + np.eye(2) / _PRIOR_WIDTH**2
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < 1e-10:
            break
    return Correction(float(found[0]), float(found[1]))


def _log_odds(chances: Floats) -> Floats:
    odds: Floats = np.log(chances) - np.log1p(-chances)
    return odds
