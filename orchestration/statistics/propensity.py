"""Logistic regression by iteratively reweighted least squares: who answers, given what we know.

Small on purpose: one penalised maximum-likelihood fit and a coding of categories. No data access.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class ConvergenceError(RuntimeError):
    """The likelihood did not settle; the message gives the number of steps tried."""


@dataclass(frozen=True)
class LogisticFit:
    """`coefficients` has one number per column of the design, the intercept first."""

    coefficients: Floats
    log_likelihood: float
    steps: int

    def predict(self, design: Floats) -> Floats:
        """Probabilities, shape (rows,), of a design with the intercept column."""
        return logistic(design @ self.coefficients)


def logistic(values: Floats) -> Floats:
    """1 / (1 + exp(-values)) without overflow; same shape."""
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * values))
    return result


def fit_logistic(
    design: Floats, outcome: Floats, ridge: float = 0.0, steps: int = 50, tolerance: float = 1e-10
) -> LogisticFit:
    """Maximise the binomial log-likelihood minus `ridge`/2 · Σ β², the intercept unpenalised.

    `design` has shape (rows, columns) with a first column of ones, `outcome` (rows,) of 0 and 1.
    Newton's method in its IRLS form: McCullagh & Nelder (1989), Generalized Linear Models, §2.5.
    Raises ConvergenceError after `steps` steps, ValueError when the shapes disagree.
    """
    if design.ndim != 2 or outcome.shape != (design.shape[0],):
        raise ValueError("The design needs one row per outcome.")
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    beta = np.zeros(design.shape[1])
    for step in range(1, steps + 1):
        fitted = logistic(design @ beta)
        spread = np.maximum(fitted * (1.0 - fitted), 1e-12)
        gradient = design.T @ (outcome - fitted) - penalty * beta
        information = (design * spread[:, None]).T @ design + np.diag(penalty)
        move = np.linalg.lstsq(information, gradient, rcond=None)[0]
        beta = beta + move * min(1.0, 5.0 / max(float(np.abs(move).max()), 1e-300))
        if float(np.abs(move).max()) < tolerance * (1.0 + float(np.abs(beta).max())):
            scores = design @ beta
            likelihood = float(outcome @ scores - np.logaddexp(0.0, scores).sum())
            return LogisticFit(beta, likelihood, step)
    raise ConvergenceError(f"The logistic fit did not settle within {steps} steps.")


def one_hot(columns: list[NDArray[np.object_]], smallest: int = 1) -> Floats:
    """An intercept and one 0/1 column per category, the most frequent of each left out.

    `columns` are arrays of text, shape (rows,) each; categories with fewer than `smallest` rows
    join the reference. The order of the result is that of `columns`, then of the sorted names.
    """
    rows = len(columns[0])
    parts: list[Floats] = [np.ones((rows, 1))]
    for column in columns:
        names, codes, counts = np.unique(
            column.astype(str), return_inverse=True, return_counts=True
        )
        kept = [k for k in range(len(names)) if k != counts.argmax() and counts[k] >= smallest]
        parts.append((codes[:, None] == np.array(kept, dtype=np.int64)[None, :]).astype(float))
    return np.hstack(parts)
