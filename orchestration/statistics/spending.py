"""What a purchase of a customer is worth: Gamma-Gamma, the model of Fader and Hardie (2013), The
Gamma-Gamma Model of Monetary Value, brucehardie.com/notes/025.

A customer's purchases vary around a mean of their own (p); the means vary over customers (q,
gamma). It assumes that worth and frequency of purchases are independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SpendingModel:
    """The three parameters; gamma is in the money of the means it was fitted on."""

    p: float
    q: float
    gamma: float

    def expected(self, purchases: Floats, mean: Floats) -> Floats:
        """The worth to expect of a purchase, per customer: their own mean, drawn towards all's.

        `purchases` and `mean` have shape (customers,); a customer without purchases, or with a
        mean of 0 or less, is expected to spend what all do.
        """
        seen = np.where(mean > 0, purchases, 0.0)
        known = seen * np.where(mean > 0, mean, 0.0)
        worth: Floats = self.p * (self.gamma + known) / (self.p * seen + self.q - 1)
        return worth


def fit(purchases: Floats, mean: Floats) -> SpendingModel:
    """The parameters of maximum likelihood; two arrays of shape (customers,).

    Customers without purchases or with a mean of 0 or less tell nothing and are left out. Raises
    ValueError where nobody is left.
    """
    told = (purchases > 0) & (mean > 0)
    if not told.any():
        raise ValueError("No customer with a positive mean to fit Gamma-Gamma on.")
    x, scale = purchases[told], float(mean[told].mean())
    m = mean[told] / scale

    def loss(logs: Floats) -> float:
        p, gamma = np.exp(logs[[0, 2]])
        # The mean over customers exists only for q > 1.
        q = 1 + np.exp(logs[1])
        likelihood = (
            gammaln(p * x + q)
            - gammaln(p * x)
            - gammaln(q)
            + q * logs[2]
            + (p * x - 1) * np.log(m)
            + p * x * np.log(x)
            - (p * x + q) * np.log(gamma + m * x)
        )
        return -float(likelihood.mean())

    start, bounds = np.ones(3), [(-5.0, 7.0)] * 3
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds)  # type: ignore[no-untyped-call]
    p, less_one, gamma = np.exp(found.x)
    return SpendingModel(float(p), float(1 + less_one), float(gamma * scale))
