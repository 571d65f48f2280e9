"""Response weights where silence depends on the answer itself: the mildly happy seldom write.

Kott & Chang (2010), Using Calibration Weighting to Adjust for Nonignorable Unit Nonresponse, JASA
105(491): the chance to answer is modelled on the answer, and identified by what is known of
everyone invited (the instruments), whose totals the weighted answers must reproduce.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from orchestration.statistics.propensity import ConvergenceError, Floats

STEPS = 200
TOLERANCE = 1e-8
# A loading of 1 would say that one question alone measures the mood without error.
LARGEST_LOADING = 0.98


@dataclass(frozen=True)
class Checks:
    """Hansen's statistic of the instruments with its degrees of freedom and p; the p of the
    hypothesis that silence does not depend on the answers."""

    statistic: float
    degrees: int
    p_value: float
    feelings_p_value: float


@dataclass(frozen=True)
class Calibration:
    """`inverse` is 1 / P(answer) of those who answered, shape (answers,), each at least 1."""

    inverse: Floats
    heard: Floats
    model: Floats
    metric: Floats
    penalty: Floats
    gamma: Floats

    def checks(self, instruments: Floats, answered: NDArray[np.bool_], feelings: int) -> Checks:
        """Whether the assumption behind the weights is borne out; `instruments` as in `calibrated`.

        There are more totals to reproduce than numbers to do it with. What is left of the distance
        is chi-square where silence depends on nothing else: Hansen (1982), Large Sample Properties
        of Generalized Method of Moments Estimators, Econometrica 50(4); here at one step from gamma
        to the efficient estimate. `feelings` is how many of the last columns of the model are about
        the answers themselves; whether these matter is Wald's test with the sandwich variance.
        """
        rows = len(instruments)
        moments = -instruments
        moments[answered] += self.heard * self.inverse[:, None]
        mean = moments.mean(axis=0)
        spread = moments.T @ moments / rows - np.outer(mean, mean)
        slopes = -(self.heard * (self.inverse - 1.0)[:, None]).T @ self.model / rows
        precision = np.linalg.pinv(spread, rcond=1e-8)
        step = np.linalg.lstsq(slopes.T @ precision @ slopes, slopes.T @ precision @ mean)[0]
        rest = mean - slopes @ step
        statistic = float(rows * rest @ precision @ rest)
        degrees = int(np.linalg.matrix_rank(spread)) - self.model.shape[1]
        scaled = self.metric * rows
        bread = slopes.T @ scaled @ slopes + np.diag(self.penalty) / rows
        filling = np.linalg.lstsq(bread, slopes.T @ scaled)[0]
        variance = filling @ spread @ filling.T / rows
        own = self.gamma[-feelings:]
        wald = float(own @ np.linalg.pinv(variance[-feelings:, -feelings:]) @ own)
        return Checks(
            statistic,
            degrees,
            float(chdtrc(degrees, statistic)) if degrees > 0 else 1.0,
            float(chdtrc(feelings, wald)),
        )

    def resampled(self, instruments: Floats, counts: Floats, answered: NDArray[np.bool_]) -> Floats:
        """`inverse` as it would be if everybody invited counted `counts` times, shape (answers,).

        One Gauss-Newton step from gamma, which is as good as to start anew to first order:
        Davidson & MacKinnon (1999), Bootstrap Testing in Nonlinear Models, International Economic
        Review 40(2).
        """
        own = counts[answered]
        gap = self.heard.T @ (own * self.inverse) - instruments.T @ counts
        slopes = -(self.heard * (own * (self.inverse - 1.0))[:, None]).T @ self.model
        curvature = slopes.T @ self.metric @ slopes + np.diag(self.penalty)
        gradient = slopes.T @ self.metric @ gap + self.penalty * self.gamma
        gamma = self.gamma - np.linalg.lstsq(curvature, gradient)[0]
        result: Floats = 1.0 + np.exp(np.clip(-self.model @ gamma, -20.0, 6.0))
        return result

    def added_variance(self, values: Floats) -> Floats:
        """What estimating the weights adds to the variance of weighted means, shape (columns,).

        `values` has shape (answers, columns), nan where a question was left out. By linearisation,
        as means of everybody invited: Σ w (w - 1) e², e the residuals from a regression on the
        instruments through the model of the chance to answer, against deviations from the mean.
        Never negative: what calibration gains for everybody it need not gain for a segment.
        """
        known = ~np.isnan(values)
        weight = self.inverse[:, None] * known
        total = weight.sum(axis=0)
        filled = np.where(known, values, 0.0)
        apart = np.where(known, filled - (weight * filled).sum(axis=0) / total, 0.0)
        odds = (self.inverse - 1.0)[:, None]
        slopes = -(self.heard * odds).T @ self.model
        curvature = slopes.T @ self.metric @ slopes + np.diag(self.penalty)
        moved = -(self.model * odds).T @ apart
        fitted = self.heard @ (self.metric @ slopes @ np.linalg.lstsq(curvature, moved)[0])
        square = (self.inverse * (self.inverse - 1.0))[:, None]
        with_weights = (square * (apart - fitted) ** 2).sum(axis=0)
        result: Floats = np.maximum(with_weights - (square * apart**2).sum(axis=0), 0.0) / total**2
        return result


def calibrated(
    instruments: Floats, answered: NDArray[np.bool_], model: Floats, ridge: float
) -> Calibration:
    """The chances to answer that bring the weighted answers to the totals of everyone invited.

    `instruments` has shape (invited, k), first column ones; `model` (answers, q), first column
    ones, q ≤ k: what the chance depends on, P = 1 / (1 + exp(-model @ gamma)). gamma minimises the
    distance of weighted from true totals in the metric (X'X)⁻¹, plus `ridge` times its squares
    without the first; by Levenberg and Marquardt's steps. Raises ConvergenceError when they do not
    settle.
    """
    heard = instruments[answered]
    totals = instruments.sum(axis=0)
    metric: Floats = np.linalg.pinv(instruments.T @ instruments).astype(np.float64)
    penalty: Floats = np.full(model.shape[1], ridge, dtype=np.float64)
    penalty[0] = 0.0
    share = float(answered.mean())
    gamma = np.zeros(model.shape[1])
    gamma[0] = np.log(share / (1.0 - share))

    def distance(gamma: Floats) -> tuple[float, Floats, Floats]:
        odds = np.exp(np.clip(-model @ gamma, -20.0, 6.0))
        gap = heard.T @ (1.0 + odds) - totals
        return float(gap @ metric @ gap + penalty @ gamma**2), odds, gap

    damping = 1e-3
    current, odds, gap = distance(gamma)
    for _ in range(STEPS):
        slopes = -(heard * odds[:, None]).T @ model
        curvature = slopes.T @ metric @ slopes + np.diag(penalty)
        gradient = slopes.T @ metric @ gap + penalty * gamma
        damped = curvature + damping * np.diag(np.diag(curvature) + 1e-9)
        move = -np.linalg.lstsq(damped, gradient, rcond=None)[0]
        proposed = distance(gamma + move)
        if proposed[0] <= current:
            gamma, damping = gamma + move, max(damping / 3.0, 1e-9)
            current, odds, gap = proposed
        else:
            damping *= 4.0
        if float(np.abs(move).max()) < TOLERANCE * (1.0 + float(np.abs(gamma).max())):
            return Calibration(1.0 + odds, heard, model, metric, penalty, gamma)
    raise ConvergenceError(f"The calibration did not settle within {STEPS} steps.")


def mood(answers: Floats) -> Floats:
    """One number per answered questionnaire, shape (rows,): what its answers have in common.

    `answers` has shape (rows, 3), nan for a question left out; a row of nan gives 0. Each answer is
    standardised and counts as much as it says of the common factor, λ / (1 - λ²): Bartlett (1937),
    The Statistical Conception of Mental Factors; λ from the correlations of three (Spearman 1904).
    A plain mean would let the error of the vaguest question into the weights.
    """
    known = ~np.isnan(answers)
    counts = np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, answers, 0.0)
    means = filled.sum(axis=0) / counts
    spreads = np.sqrt(np.where(known, (answers - means) ** 2, 0.0).sum(axis=0) / counts)
    scores = np.where(known, (filled - means) / np.maximum(spreads, 1e-9), 0.0)
    says = known * _information(scores[known.all(axis=1)])
    result: Floats = (says * scores).sum(axis=1) / np.maximum(says.sum(axis=1), 1e-9)
    return result


def _information(scores: Floats) -> Floats:
    """λ / (1 - λ²) of each of three standardised columns; ones where they share no factor."""
    products = scores.T @ scores / max(len(scores), 1)
    ab, ac, bc = products[0, 1], products[0, 2], products[1, 2]
    if min(ab, ac, bc) < 0.05:
        return np.ones(3)
    loadings = np.sqrt([ab * ac / bc, ab * bc / ac, ac * bc / ab])
    loadings = np.minimum(loadings, LARGEST_LOADING)
    result: Floats = loadings / (1.0 - loadings**2)
    return result
