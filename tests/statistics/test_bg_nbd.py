"""BG/NBD and Gamma-Gamma: boundaries of the formulas, and parameters found again."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.statistics import bg_nbd, spending
from orchestration.statistics.bg_nbd import BuyingModel, Histories

# The maximum likelihood fit to CDNOW's 2,357 customers; Fader, Hardie and Lee (2005), table 2.
CDNOW = BuyingModel(r=0.243, alpha=4.414, a=0.793, b=2.426)


def histories(*rows: tuple[float, float, float]) -> Histories:
    repeats, recency, age = np.array(rows, dtype=np.float64).T
    return Histories(repeats, recency, age)


def simulated(
    model: BuyingModel, customers: int, seed: int, weeks: tuple[float, float] = (52, 104)
) -> Histories:
    """Histories that follow the model's own story, over so many weeks."""
    rng = np.random.default_rng(seed)
    age = rng.uniform(*weeks, customers)
    rate = rng.gamma(model.r, 1 / model.alpha, customers)
    drops = rng.beta(model.a, model.b, customers)
    now, last = np.zeros(customers), np.zeros(customers)
    repeats, alive = np.zeros(customers), np.ones(customers, dtype=bool)
    while alive.any():
        now = now + rng.exponential(1 / np.maximum(rate, 1e-12))
        alive &= now <= age
        repeats += alive
        last = np.where(alive, now, last)
        alive &= rng.random(customers) > drops
    return Histories(repeats, last, age)


def test_without_a_repeat_the_model_says_alive_whatever_the_wait() -> None:
    assert CDNOW.p_alive(histories((0, 0, 1), (0, 0, 1000))).tolist() == [1.0, 1.0]


def test_a_longer_silence_after_repeats_is_less_alive() -> None:
    recent, silent = CDNOW.p_alive(histories((4, 38, 39), (4, 10, 39)))
    assert 0 < silent < recent < 1


def test_waiting_no_time_brings_no_purchase_for_certain() -> None:
    of = histories((0, 0, 20), (3, 15, 20))
    assert CDNOW.p_no_purchase(of, np.zeros(2)) == pytest.approx([1.0, 1.0])
    assert CDNOW.expected_purchases(of, 0.0) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_expected_purchases_are_the_mean_of_what_the_story_brings() -> None:
    """Equation 10 at x = 0, T = 0 against the story itself, told 200,000 times."""
    told = simulated(CDNOW, 200_000, seed=1, weeks=(52, 52))
    expected = CDNOW.expected_purchases(histories((0, 0, 0)), 52.0)[0]
    assert told.repeats.mean() == pytest.approx(expected, rel=0.02)


def test_the_gradient_is_the_slope_of_the_likelihood() -> None:
    of = histories((0, 0, 30), (1, 2, 40), (7, 30, 38))
    logs = np.log([0.243, 4.414, 0.793, 2.426])
    _, gradient = bg_nbd._log_likelihood(logs, of)
    for parameter in range(4):
        step = np.zeros(4)
        step[parameter] = 1e-6
        up, down = (bg_nbd._log_likelihood(logs + sign * step, of)[0] for sign in (1, -1))
        assert gradient[parameter] == pytest.approx((up - down) / 2e-6, rel=1e-5, abs=1e-6)


def test_the_parameters_behind_simulated_buyers_are_found_in_any_unit_of_time() -> None:
    of = simulated(CDNOW, 40_000, seed=7)
    weekly = bg_nbd.fit(of)
    daily = bg_nbd.fit(Histories(of.repeats, of.recency * 7, of.age * 7))
    assert weekly.r == pytest.approx(CDNOW.r, rel=0.1)
    assert weekly.alpha == pytest.approx(CDNOW.alpha, rel=0.15)
    assert weekly.a / (weekly.a + weekly.b) == pytest.approx(0.793 / 3.219, rel=0.1)
    assert daily.alpha == pytest.approx(7 * weekly.alpha, rel=1e-3)
    assert daily.r == pytest.approx(weekly.r, rel=1e-3)


def test_a_handful_of_buyers_is_not_enough_to_fit() -> None:
    with pytest.raises(bg_nbd.NotEnoughBuyersError, match="2 customers bought again"):
        bg_nbd.fit(histories((1, 5, 10), (2, 5, 10), (0, 0, 10)))


def test_worth_is_drawn_towards_all_the_less_the_more_is_known() -> None:
    rng = np.random.default_rng(3)
    purchases = rng.integers(1, 8, 20_000).astype(np.float64)
    own_rate = rng.gamma(4.0, 1 / 15.0, 20_000)
    mean = rng.gamma(6.0 * purchases, 1 / (own_rate * purchases))
    model = spending.fit(purchases, mean)
    everyone = model.p * model.gamma / (model.q - 1)
    none, one, many = model.expected(np.array([0.0, 1.0, 50.0]), np.array([0.0, 100.0, 100.0]))
    assert none == pytest.approx(everyone)
    assert model.p == pytest.approx(6.0, rel=0.15)
    assert model.q == pytest.approx(4.0, rel=0.15)
    assert everyone < one < many < 100


def test_a_loss_making_mean_is_no_evidence_of_worth() -> None:
    model = spending.SpendingModel(6.0, 4.0, 15.0)
    loss, nothing = model.expected(np.array([3.0, 0.0]), np.array([-5.0, 0.0]))
    assert loss == nothing == pytest.approx(30.0)
