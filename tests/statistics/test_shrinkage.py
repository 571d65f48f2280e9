"""Programmes are drawn together as the eight schools of Rubin (1981), by Bayes over a fine grid."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from tests.conftest import settings_in
from tests.modelled import modelled

# Rubin (1981), Estimation in Parallel Randomized Experiments: effects and their standard errors.
EFFECTS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
ERRORS = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def integrated(prior: float) -> tuple[np.ndarray, np.ndarray]:
    """Posterior means and standard deviations, the density of the distance τ being τ^prior."""
    apart = np.linspace(1e-3, 2_000, 400_000)
    spread = ERRORS**2 + apart[:, None] ** 2
    weights = 1 / spread
    mean = (weights * EFFECTS).sum(axis=1) / weights.sum(axis=1)
    logs = (
        prior * np.log(apart)
        - 0.5 * np.log(weights.sum(axis=1))
        - 0.5 * (np.log(spread) + weights * (EFFECTS - mean[:, None]) ** 2).sum(axis=1)
    )
    likely = np.exp(logs - logs.max())
    likely /= likely.sum()
    pull = ERRORS**2 * weights
    drawn = EFFECTS + pull * (mean[:, None] - EFFECTS)
    variance = ERRORS**2 * (1 - pull) + pull**2 / weights.sum(axis=1)[:, None]
    means = likely @ drawn
    return means, np.sqrt(likely @ (variance + (drawn - means) ** 2))


def test_the_integral_is_that_of_the_book() -> None:
    """Gelman et al. (2013), table 5.3, every distance as likely as any other."""
    means, _ = integrated(prior=0.0)
    assert means == pytest.approx([11, 8, 6, 8, 5, 6, 11, 8.5], abs=0.8)


def test_programmes_are_drawn_together_as_the_integral_says(tmp_path: Path) -> None:
    schools = pd.DataFrame(
        {
            "campaign_id": [f"school {letter}" for letter in "ABCDEFGH"],
            "metric": "gain",
            "treated": 100,
            "spread": 2.0,
            "effect": EFFECTS,
            "variance": ERRORS**2,
        }
    )

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        connection.register("_schools", schools)
        connection.execute("create table conformed.arm_effects as from _schools")

    models = "outcome_rules effect_spreads shrunk_effects"
    with modelled(settings_in(tmp_path), models, fill) as connection:
        found = connection.execute(
            "select uplift, (high - low) / 2 / 1.959964 from conformed.shrunk_effects "
            "order by campaign_id"
        ).fetchnumpy()
    means, deviations = integrated(prior=1.0)
    uplifts, widths = found.values()
    assert np.asarray(uplifts) == pytest.approx(2 * means, rel=0.01, abs=0.05)
    assert np.asarray(widths) == pytest.approx(2 * deviations, rel=0.01)
