"""Johnson's relative weights: what they must equal where the answer is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.insight.drivers import FEWEST, weigh
from orchestration.insight.relative_weights import (
    bootstrap_shares,
    driver_weights,
    nearest_correlation,
    relative_weights,
    weighted_correlations,
)

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


def test_a_weight_of_two_is_the_same_answer_given_twice() -> None:
    values = sample(60, [1.0, 0.3])
    weights = np.where(np.arange(60) < 20, 2.0, 1.0)
    repeated = np.vstack([values, values[:20]])
    assert weighted_correlations(values, weights) == pytest.approx(
        weighted_correlations(repeated, np.ones(80)), abs=1e-12
    )


def test_missing_ratings_leave_out_only_the_pairs_they_touch() -> None:
    values = sample(200, [1.0, 0.3])
    values[:150, 0] = np.nan
    matrix = weighted_correlations(values, np.ones(200))
    assert matrix[0, 2] == pytest.approx(np.corrcoef(values[150:, 0], values[150:, 2])[0, 1])
    assert matrix[1, 2] == pytest.approx(np.corrcoef(values[:, 1], values[:, 2])[0, 1])


def test_correlations_that_contradict_each_other_are_repaired_to_possible_ones() -> None:
    impossible = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    repaired = nearest_correlation(impossible)
    assert np.linalg.eigvalsh(repaired)[0] > -1e-9
    assert np.diag(repaired) == pytest.approx(1.0)


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
            "recommend", names, sample(answers, [1.0, 0.3]), np.ones(answers), np.arange(answers)
        )
        assert (~np.isnan(columns["weight_share"])).all() == told
        assert str(columns["note"][0]).startswith("Associational" if told else "Too few answers")
