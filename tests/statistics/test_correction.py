"""Chances put right by what came of earlier ones."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.statistics import correction
from orchestration.statistics.correction import UNCORRECTED, Correction


def test_certain_and_unknown_chances_stay_as_they_are() -> None:
    corrected = Correction(1.0, 2.0).applied(np.array([0.0, 1.0, np.nan, 0.5]))
    assert corrected[:2].tolist() == [0.0, 1.0]
    assert np.isnan(corrected[2])
    assert corrected[3] == pytest.approx(1 / (1 + np.exp(-1)))


def test_no_correction_changes_nothing() -> None:
    assert UNCORRECTED.applied(np.array([0.2, 0.9])) == pytest.approx([0.2, 0.9])


def test_chances_half_of_what_comes_are_raised_and_keep_their_order() -> None:
    rng = np.random.default_rng(5)
    truth = rng.uniform(0.1, 0.9, 20_000)
    given = truth / 2
    learnt = correction.fit(given, rng.random(20_000) < truth)
    corrected = learnt.applied(given)
    assert corrected.mean() == pytest.approx(truth.mean(), abs=0.01)
    assert (np.argsort(corrected) == np.argsort(given)).all()


def test_two_customers_teach_next_to_nothing() -> None:
    learnt = correction.fit(np.array([0.5, 0.5]), np.array([True, True]))
    assert 0 < learnt.shift < 0.3
    assert learnt.slope == pytest.approx(1.0)


def test_only_certain_chances_teach_nothing() -> None:
    assert correction.fit(np.array([0.0, 1.0]), np.array([True, False])) == UNCORRECTED
