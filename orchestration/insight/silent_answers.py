"""Response weights where silence depends on the answer itself: the mildly happy seldom write.

Kott & Chang (2010), Using Calibration Weighting to Adjust for Nonignorable Unit Nonresponse, JASA
105(491): the chance to answer is modelled on the answer, and identified by what is known of
everyone invited (the instruments), whose totals the weighted answers must reproduce.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orchestration.insight.propensity import ConvergenceError, Floats

STEPS = 200
TOLERANCE = 1e-8


def inverse_chances(
    instruments: Floats, answered: NDArray[np.bool_], model: Floats, ridge: float
) -> Floats:
    """1 / P(answer) of those who answered, shape (answers,), each at least 1.

    `instruments` has shape (invited, k), first column ones; `model` (answers, q), first column
    ones, q ≤ k: what the chance depends on, P = 1 / (1 + exp(-model @ gamma)). gamma minimises the
    distance of weighted from true totals in the metric (X'X)⁻¹, plus `ridge` times its squares
    without the first; by Levenberg and Marquardt's steps. Raises ConvergenceError when they do not
    settle.
    """
    heard = instruments[answered]
    totals = instruments.sum(axis=0)
    metric = np.linalg.pinv(instruments.T @ instruments)
    penalty = np.full(model.shape[1], ridge)
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
            return 1.0 + odds
    raise ConvergenceError(f"The calibration did not settle within {STEPS} steps.")


def mood(answers: Floats) -> Floats:
    """One number per answered questionnaire, shape (rows,): the mean of its standardised answers.

    `answers` has shape (rows, questions), nan for a question left out; a row of nan gives 0.
    """
    known = ~np.isnan(answers)
    counts = np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, answers, 0.0)
    means = filled.sum(axis=0) / counts
    spreads = np.sqrt(np.where(known, (answers - means) ** 2, 0.0).sum(axis=0) / counts)
    scores = np.where(known, (filled - means) / np.maximum(spreads, 1e-9), 0.0)
    result: Floats = scores.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return result
