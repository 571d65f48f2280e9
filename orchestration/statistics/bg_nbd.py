"""How long buyers go on buying: BG/NBD, the model of Fader, Hardie and Lee (2005), "Counting Your
Customers" the Easy Way, Marketing Science 24(2).

A customer buys at a rate that is gamma distributed over customers (r, alpha) and drops out after
any purchase with a probability that is beta distributed (a, b). Equation numbers are the paper's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, hyp2f1

Floats = NDArray[np.float64]


class NotEnoughBuyersError(ValueError):
    """Too few repeat buyers to fit a model on; the message gives the number."""


@dataclass(frozen=True)
class Histories:
    """What the model knows of each customer; three arrays of shape (customers,), in one time unit.

    `repeats` counts purchases after the first, `recency` is the time from the first to the last,
    `age` the time from the first to now.
    """

    repeats: Floats
    recency: Floats
    age: Floats


@dataclass(frozen=True)
class BuyingModel:
    """The four parameters; rates are per the time unit of the histories they were fitted on."""

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, of: Histories) -> Floats:
        """Equation 6, per customer."""
        return _log_likelihood(np.log([self.r, self.alpha, self.a, self.b]), of)[0]

    def p_alive(self, of: Histories) -> Floats:
        """The chance that a customer still buys; 1 without repeats, where it knows nothing."""
        x = of.repeats
        odds = (
            np.log(self.a)
            - np.log(self.b + np.maximum(x, 1) - 1)
            + (self.r + x) * np.log((self.alpha + of.age) / (self.alpha + of.recency))
        )
        return np.where(x > 0, 1 / (1 + np.exp(odds)), 1.0)

    def p_no_purchase(self, of: Histories, time: Floats) -> Floats:
        """The chance of no purchase within `time` from now: gone already, or not yet back."""
        waiting = ((self.alpha + of.age) / (self.alpha + of.age + time)) ** (self.r + of.repeats)
        alive = self.p_alive(of)
        return 1 - alive + alive * waiting

    def expected_purchases(self, of: Histories, time: float) -> Floats:
        """Purchases to expect within `time` from now (equation 10)."""
        x, later = of.repeats, self.alpha + of.age + time
        grown = ((self.alpha + of.age) / later) ** (self.r + x) * hyp2f1(
            self.r + x, self.b + x, self.a + self.b + x - 1, time / later
        )
        ahead: Floats = (self.a + self.b + x - 1) / (self.a - 1) * (1 - grown)
        return np.maximum(ahead, 0) * self.p_alive(of)


def fit(
    histories: Histories, *, fewest_repeat_buyers: int = 30, most_customers: int = 200_000
) -> BuyingModel:
    """The parameters of maximum likelihood.

    Of more than `most_customers` it takes one in two, three, … by their order: the parameters are
    known well enough long before. Equal histories count once, with their number as weight; time is
    scaled to a mean age of 50 so that any unit starts well. Raises NotEnoughBuyersError below
    `fewest_repeat_buyers` buyers who came back.
    """
    returned = int(np.count_nonzero(histories.repeats > 0))
    if returned < fewest_repeat_buyers:
        raise NotEnoughBuyersError(
            f"{returned} customers bought again; {fewest_repeat_buyers} are needed to fit BG/NBD."
        )
    scale = 50 / max(float(histories.age.mean()), 1e-9)
    every = -(-len(histories.repeats) // most_customers)
    rows = np.column_stack([histories.repeats, histories.recency * scale, histories.age * scale])[
        ::every
    ]
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    of = Histories(distinct[:, 0], distinct[:, 1], distinct[:, 2])
    weights = counts / counts.sum()

    def loss(logs: Floats) -> tuple[float, Floats]:
        likelihood, gradient = _log_likelihood(logs, of)
        return -float(weights @ likelihood), -(gradient @ weights)

    found = minimize(  # type: ignore[no-untyped-call]
        loss,
        np.zeros(4),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-7.0, 7.0)] * 4,
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-9},
    )
    r, alpha, a, b = np.exp(found.x)
    return BuyingModel(float(r), float(alpha / scale), float(a), float(b))


def _log_likelihood(logs: Floats, of: Histories) -> tuple[Floats, Floats]:
    """Per customer, and its gradient by the logarithms of r, alpha, a, b: (n,) and (4, n)."""
    r, alpha, a, b = np.exp(logs)
    x, last, now = of.repeats, np.log(alpha + of.recency), np.log(alpha + of.age)
    before = np.maximum(x, 1) - 1
    stays = -(r + x) * now
    left = np.where(x > 0, logs[2] - np.log(b + before) - (r + x) * last, -np.inf)
    either = np.logaddexp(stays, left)
    likelihood: Floats = (
        gammaln(r + x)
        - gammaln(r)
        + r * logs[1]
        + gammaln(a + b)
        + gammaln(b + x)
        - gammaln(b)
        - gammaln(a + b + x)
        + either
    )
    p_stays, p_left = np.exp(stays - either), np.exp(left - either)
    together = digamma(a + b) - digamma(a + b + x)
    gradient: Floats = np.stack(
        [
            r * (digamma(r + x) - digamma(r) + logs[1] - p_stays * now - p_left * last),
            r - alpha * (r + x) * (p_stays * np.exp(-now) + p_left * np.exp(-last)),
            a * together + p_left,
            b * (together + digamma(b + x) - digamma(b) - p_left / (b + before)),
        ]
    )
    return likelihood, gradient
