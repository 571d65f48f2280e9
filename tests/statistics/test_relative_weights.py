"""Johnson's relative weights: what they must equal where the answer is known exactly."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest

from orchestration.statistics.drivers import FEWEST, FEWEST_PER_DRIVER, weigh
from orchestration.statistics.relative_weights import (
    bootstrap_shares,
    driver_weights,
    relative_weights,
)
from orchestration.statistics.response_weights import ON_FACTS, Weighting
from tests.statistics.swiss import LMG, SWISS

GENERATOR = np.random.default_rng(5)


def sample(rows: int, slopes: list[float], noise: float = 1.0) -> np.ndarray:
    """Correlated ratings with an outcome in the last column, shape (rows, drivers + 1)."""
    shared = GENERATOR.normal(size=(rows, 1))
    drivers = GENERATOR.normal(size=(rows, len(slopes))) + shared
    outcome = drivers @ np.array(slopes) + noise * GENERATOR.normal(size=rows)
    return np.column_stack([drivers, outcome])


def test_the_weights_sum_to_r_squared_of_the_regression() -> None:
    values = sample(500, [1.0, 0.5, 0.2, 0.0])
    result = driver_weights(values, np.ones(500))
    design = np.column_stack([np.ones(500), values[:, :-1]])
    residual = values[:, -1] - design @ np.linalg.lstsq(design, values[:, -1], rcond=None)[0]
    r_squared = 1 - residual.var() / values[:, -1].var()
    assert result.weights.sum() == pytest.approx(result.r_squared, abs=1e-12)
    assert result.r_squared == pytest.approx(r_squared, abs=1e-9)


def test_uncorrelated_drivers_weigh_their_squared_correlations() -> None:
    outcome = np.array([0.6, 0.3, 0.0])
    assert relative_weights(np.eye(3), outcome).weights == pytest.approx(outcome**2, abs=1e-12)


def test_two_drivers_weigh_their_shapley_values_exactly() -> None:
    """For two drivers the weights are LMG: Thomas, Zumbo, Kwan & Schweitzer (2014)."""
    overlap, first, second = 0.5, 0.6, 0.4
    together = (first**2 + second**2 - 2 * overlap * first * second) / (1 - overlap**2)
    shapley = (first**2 + together - second**2) / 2
    result = relative_weights(np.array([[1.0, overlap], [overlap, 1.0]]), np.array([first, second]))
    assert result.weights == pytest.approx([shapley, together - shapley], abs=1e-12)


def test_a_driver_told_twice_shares_its_weight_and_loses_none() -> None:
    values = sample(400, [1.0, 0.3])
    once = driver_weights(values, np.ones(400))
    twice = driver_weights(values[:, [0, 0, 1, 2]], np.ones(400))
    assert twice.r_squared == pytest.approx(once.r_squared, abs=1e-6)
    assert twice.weights[0] == pytest.approx(twice.weights[1], abs=1e-6)


def lmg(values: np.ndarray) -> np.ndarray:
    """Shapley's split of R² by its definition, over every set of drivers: Lindeman, Merenda & Gold
    (1980); shape (drivers,)."""
    drivers = values.shape[1] - 1
    matrix = np.corrcoef(values.T)

    def r_squared(chosen: tuple[int, ...]) -> float:
        rows = list(chosen)
        return float(
            matrix[rows, -1] @ np.linalg.solve(matrix[np.ix_(rows, rows)], matrix[rows, -1])
        )

    gains = np.zeros(drivers)
    for driver in range(drivers):
        others = [k for k in range(drivers) if k != driver]
        for size in range(drivers):
            share = 1 / (drivers * comb(drivers - 1, size))
            for chosen in combinations(others, size):
                before = r_squared(chosen) if chosen else 0.0
                gains[driver] += share * (r_squared((*chosen, driver)) - before)
    return gains


def test_the_weights_come_within_two_hundredths_of_the_published_shapley_values() -> None:
    """Grömping (2006) gives LMG of R's `swiss`; relative weights are known to approximate it."""
    assert lmg(SWISS) == pytest.approx(LMG, abs=1e-12)
    result = driver_weights(SWISS, np.ones(len(SWISS)))
    assert result.weights.sum() == pytest.approx(LMG.sum(), abs=1e-12)
    assert result.weights == pytest.approx(LMG, abs=0.02)
    assert (result.weights.argsort() == LMG.argsort()).all()


def test_a_weight_of_two_is_the_same_answer_given_twice() -> None:
    values = sample(60, [1.0, 0.3])
    values[::5, 0] = np.nan
    once = driver_weights(values, np.where(np.arange(60) < 20, 2.0, 1.0))
    twice = driver_weights(np.vstack([values, values[:20]]), np.ones(80))
    assert once.weights == pytest.approx(twice.weights, abs=1e-12)


def test_what_was_not_rated_counts_by_whether_it_was_rated() -> None:
    """The weights are those of the regression on the ratings and on who gave them, to 1e-9."""
    values = sample(300, [1.0, 0.3, 0.5])
    values[:200, 0] = np.nan
    values[100:150, 2] = np.nan
    rated = ~np.isnan(values[:, [0, 2]])
    filled = np.where(np.isnan(values[:, :3]), 0.0, values[:, :3])
    design = np.column_stack([np.ones(300), filled, rated])
    slopes = np.linalg.lstsq(design, values[:, 3], rcond=None)[0]
    r_squared = 1 - (values[:, 3] - design @ slopes).var() / values[:, 3].var()
    result = driver_weights(values, np.ones(300))
    assert result.weights.sum() == pytest.approx(r_squared, abs=1e-9)
    assert result.slopes == pytest.approx(slopes[1:4], abs=1e-9)


def test_a_driver_that_half_the_people_met_weighs_half_of_one_that_moves_everybody() -> None:
    generator = np.random.default_rng(8)
    felt = generator.normal(size=(40_000, 2))
    met = generator.random(40_000) < 0.5
    outcome = felt[:, 0] + np.where(met, felt[:, 1], 0.0) + generator.normal(size=40_000)
    values = np.column_stack([felt[:, 0], np.where(met, felt[:, 1], np.nan), outcome])
    result = driver_weights(values, np.ones(40_000))
    assert result.weights[1] / result.weights[0] == pytest.approx(0.5, abs=0.03)
    assert result.slopes == pytest.approx([1.0, 1.0], abs=0.03)


def test_a_driver_that_never_varies_weighs_nothing() -> None:
    values = sample(100, [1.0, 0.3])
    values[:, 1] = 5.0
    result = driver_weights(values, np.ones(100))
    assert result.weights[1] == 0.0
    assert result.slopes[1] == 0.0


def alike(answers: int) -> Weighting:
    """Everybody invited has answered and counts once."""
    ones, answered = np.ones(answers), np.ones(answers, dtype=bool)
    names = np.arange(answers).astype(str)
    return Weighting(
        names, np.arange(answers), answered, ones[:, None], ones, ones, ones, 0.0, np.zeros(3),
        ON_FACTS, None, None, None,
    )  # fmt: skip


def test_weights_estimated_anew_widen_or_move_the_bootstrap() -> None:
    values, clusters = sample(300, [1.0, 0.3]), np.arange(300)
    seen: list[float] = []

    def reweighed(counts: np.ndarray) -> np.ndarray:
        seen.append(float(counts.sum()))
        return np.ones(300)

    kept = bootstrap_shares(values, np.ones(300), clusters, draws=20, seed=1)
    anew = bootstrap_shares(values, np.zeros(300), clusters, 20, 1, reweighed, 300)
    assert seen == [300.0] * 20
    assert (kept == anew).all()


def test_the_bootstrap_repeats_itself_by_seed_and_covers_the_share() -> None:
    values, clusters = sample(300, [1.0, 0.3]), np.arange(300)
    draws = bootstrap_shares(values, np.ones(300), clusters, draws=100, seed=1)
    again = bootstrap_shares(values, np.ones(300), clusters, draws=100, seed=1)
    result = driver_weights(values, np.ones(300))
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    assert (draws == again).all()
    assert (low < result.weights / result.r_squared).all()
    assert (result.weights / result.r_squared < high).all()


def test_one_answer_fewer_than_the_least_gives_no_share_and_says_so() -> None:
    names = np.array(["price", "stock"])
    for answers, told in [(FEWEST - 1, False), (FEWEST, True)]:
        columns = weigh(
            "recommend", names, sample(answers, [1.0, 0.3]), alike(answers), np.arange(answers)
        )
        assert (~np.isnan(columns["weight_share"])).all() == told
        assert str(columns["note"][0]).startswith("Associational" if told else "Too few answers")


def test_one_rating_fewer_than_the_least_leaves_a_driver_without_a_share() -> None:
    names = np.array(["claims", "stock"])
    for ratings, told in [(FEWEST_PER_DRIVER - 1, False), (FEWEST_PER_DRIVER, True)]:
        values = sample(100, [1.0, 0.3])
        values[ratings:, 0] = np.nan
        columns = weigh("recommend", names, values, alike(100), np.arange(100))
        assert (~np.isnan(columns["weight_share"])).tolist() == [told, True]
        assert str(columns["note"][0]).startswith("Associational" if told else "Too few ratings")
        assert np.nansum(columns["weight_share"]) == pytest.approx(1.0, abs=1e-9)
