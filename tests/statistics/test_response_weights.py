"""What weights rest on follows from what contradicts it, and the interval says what is doubted."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.statistics.response_weights import (
    BEYOND,
    ON_ANSWERS,
    ON_BOTH,
    ON_FACTS,
    WITHIN,
    Weighting,
    clipped_weights,
    weighed,
)  # fmt: skip
from orchestration.statistics.silent_answers import Calibration, Checks

PEOPLE = 900


def company() -> Weighting:
    """People of whom the happy answer more often; half of them are known to be old."""
    random = np.random.default_rng(7)
    old = random.random(PEOPLE) < 0.5
    mood = random.normal(size=PEOPLE) + old
    answered = random.random(PEOPLE) < 1 / (1 + np.exp(1 - mood))
    answers = np.clip(np.round(3 + mood[:, None] + 0.5 * random.normal(size=(PEOPLE, 3))), 1, 5)
    known = answered[:, None]
    features = [np.where(old, "old", "young").astype(object)] * 6
    return weighed(
        np.arange(PEOPLE).astype(str),
        np.arange(PEOPLE),
        answered,
        features,
        np.where(known, answers, np.nan),
        np.where(known, (answers >= 4).astype(float), np.nan),
    )


@pytest.mark.parametrize(
    ("contradicts", "ignores_answers", "basis", "doubt", "said"),
    [
        (0.5, 0.001, ON_ANSWERS, WITHIN, None),
        (0.1, 0.001, ON_ANSWERS, WITHIN, "seems to depend on more"),
        (0.5, 0.3, ON_FACTS, 0.0, None),
        (0.005, 1e-7, ON_BOTH, BEYOND, "stands midway"),
        (2e-6, 0.005, ON_BOTH, BEYOND, "stands midway"),
        (5e-7, 1e-9, ON_FACTS, 0.0, "known of everyone invited alone"),
        (1e-7, 0.3, ON_FACTS, 0.0, "known of everyone invited alone"),
    ],
)
def test_weights_rest_on_what_nothing_contradicts(
    monkeypatch: pytest.MonkeyPatch,
    contradicts: float,
    ignores_answers: float,
    basis: str,
    doubt: float,
    said: str | None,
) -> None:
    checks = Checks(1.0, 1, contradicts, ignores_answers)
    monkeypatch.setattr(Calibration, "checks", lambda *_: checks)
    found = company()
    assert (found.basis, found.doubt) == (basis, doubt)
    assert (found.sentence is None) if said is None else (said in str(found.sentence))
    told = np.full(PEOPLE, np.nan)
    assert found.calibration is not None
    told[found.answered] = found.calibration.inverse
    told = clipped_weights(told, found.answered)
    rests_on = {ON_ANSWERS: told, ON_FACTS: found.standard, ON_BOTH: (told + found.standard) / 2}
    assert np.array_equal(found.weights, rests_on[basis], equal_nan=True)
    assert np.nansum(found.weights) == pytest.approx(PEOPLE)
    # Everybody counted once is nobody resampled, but for the one step from where it settled.
    anew = found.resampled(np.ones(PEOPLE))
    assert anew[found.answered] == pytest.approx(found.weights[found.answered], rel=1e-3)
