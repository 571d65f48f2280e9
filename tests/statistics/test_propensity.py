"""Who answers: the logistic fit against a published one, and the weights at their limits."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.statistics.propensity import ConvergenceError, fit_logistic, one_hot
from orchestration.statistics.response_weights import clipped_weights, propensities
from orchestration.statistics.silent_answers import calibrated, mood

# Spector & Mazzeo (1980), as printed in Greene, Econometric Analysis, table F21.1:
# grade point average, economics test score, new teaching method, improved grade.
SPECTOR_TEXT = """
    2.66 20 0 0; 2.89 22 0 0; 3.28 24 0 0; 2.92 12 0 0; 4.00 21 0 1; 2.86 17 0 0;
    2.76 17 0 0; 2.87 21 0 0; 3.03 25 0 0; 3.92 29 0 1; 2.63 20 0 0; 3.32 23 0 0;
    3.57 23 0 0; 3.26 25 0 1; 3.53 26 0 0; 2.74 19 0 0; 2.75 25 0 0; 2.83 19 0 0;
    3.12 23 1 0; 3.16 25 1 1; 2.06 22 1 0; 3.62 28 1 1; 2.89 14 1 0; 3.51 26 1 0;
    3.54 24 1 1; 2.83 27 1 1; 3.39 17 1 1; 2.67 24 1 0; 3.65 21 1 1; 4.00 23 1 1;
    3.10 21 1 0; 2.39 19 1 1
"""
SPECTOR = np.array(SPECTOR_TEXT.replace(";", " ").split(), dtype=float).reshape(-1, 4)


def test_the_logistic_fit_is_the_published_one_of_spector_and_mazzeo() -> None:
    design = np.column_stack([np.ones(len(SPECTOR)), SPECTOR[:, :3]])
    fit = fit_logistic(design, SPECTOR[:, 3])
    assert fit.coefficients == pytest.approx([-13.021, 2.826, 0.095, 2.379], abs=5e-4)
    assert fit.log_likelihood == pytest.approx(-12.890, abs=5e-4)


def test_an_intercept_alone_predicts_the_share_that_answered() -> None:
    answered = np.array([1.0, 0.0, 0.0, 0.0])
    fit = fit_logistic(np.ones((4, 1)), answered, ridge=10.0)
    assert fit.predict(np.ones((4, 1))) == pytest.approx(0.25)


def test_a_perfectly_separated_answer_does_not_settle_without_a_penalty_but_does_with_one() -> None:
    design = np.column_stack([np.ones(20), np.repeat([0.0, 1.0], 10)])
    answered = design[:, 1]
    with pytest.raises(ConvergenceError, match="8 steps"):
        fit_logistic(design, answered, steps=8)
    assert 0.5 < fit_logistic(design, answered, ridge=1.0).predict(design)[-1] < 1.0


def test_a_design_and_an_outcome_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one row per outcome"):
        fit_logistic(np.ones((3, 1)), np.ones(2))


def test_the_most_frequent_category_and_rare_ones_are_the_reference() -> None:
    column = np.array(["b", "b", "b", "a", "a", "c"], dtype=object)
    assert one_hot([column], smallest=2).tolist() == [
        *[[1.0, 0.0]] * 3,
        *[[1.0, 1.0]] * 2,
        [1.0, 0.0],
    ]


def test_weights_sum_to_everyone_invited_and_stop_at_five_medians() -> None:
    inverse = np.array([2.0, 2.0, 2.0, 1000.0, np.nan])
    answered = np.array([True, True, True, True, False])
    weights = clipped_weights(inverse, answered)
    assert np.isnan(weights[4])
    assert weights[:4].sum() == pytest.approx(5.0)
    assert weights[3] / weights[0] == pytest.approx(5.0)


def test_nobody_answered_and_nobody_invited_have_no_weights() -> None:
    assert np.isnan(clipped_weights(np.full(3, 0.2), np.zeros(3, dtype=bool))).all()
    assert len(clipped_weights(np.empty(0), np.empty(0, dtype=bool))) == 0


def test_fewer_than_fifty_answers_give_everyone_the_overall_rate() -> None:
    feature = np.array(["old"] * 49 + ["young"] * 51, dtype=object)
    answered = (feature == "old").astype(float)
    assert propensities([feature], answered) == pytest.approx(0.49)


def test_weighting_undoes_a_bias_that_what_is_known_explains() -> None:
    generator = np.random.default_rng(1)
    troubled = generator.random(20_000) < 0.3
    happy = generator.random(20_000) < np.where(troubled, 0.2, 0.9)
    answered = generator.random(20_000) < np.where(troubled, 0.6, 0.2)
    known = np.where(troubled, "problem", "none").astype(object)
    propensity = propensities([known], answered.astype(float))
    weights = clipped_weights(1.0 / propensity, answered)[answered]
    raw = happy[answered].mean()
    weighted = np.average(happy[answered], weights=weights)
    assert abs(raw - happy.mean()) > 0.15
    assert abs(weighted - happy.mean()) < 0.02


def test_calibration_undoes_a_silence_that_depends_on_the_answer_itself() -> None:
    """The angry answer most; knowing who had a problem brings the mean of everyone back."""
    generator = np.random.default_rng(2)
    troubled = (generator.random(40_000) < 0.4).astype(float)
    feeling = 1.0 - 2.0 * troubled + generator.normal(size=40_000)
    answered = generator.random(40_000) < 1.0 / (1.0 + np.exp(1.5 + 0.8 * feeling))
    instruments = np.column_stack([np.ones(40_000), troubled])
    model = np.column_stack([np.ones(answered.sum()), feeling[answered]])
    weights = calibrated(instruments, answered, model, ridge=0.0).inverse
    known_only = 1.0 / propensities([troubled.astype(str)], answered.astype(float))[answered]
    assert abs(np.average(feeling[answered], weights=weights) - feeling.mean()) < 0.05
    assert abs(np.average(feeling[answered], weights=known_only) - feeling.mean()) > 0.3
    assert weights.sum() == pytest.approx(40_000)


def test_a_question_left_out_does_not_move_the_mood() -> None:
    gone = np.nan
    answers = np.array([[5.0, 5.0, 10.0], [1.0, 1.0, 0.0], [5.0, 5.0, gone], [gone, gone, gone]])
    happy, sad, partly, silent = mood(answers)
    assert happy == pytest.approx(partly, abs=0.3)
    assert sad < 0 < happy
    assert silent == 0.0


def test_the_mood_listens_most_to_the_question_that_says_most() -> None:
    generator = np.random.default_rng(3)
    feeling = generator.normal(size=5_000)
    errors = generator.normal(size=(5_000, 3)) * np.array([0.3, 0.3, 5.0])
    answers = feeling[:, None] + errors
    plain = ((answers - answers.mean(axis=0)) / answers.std(axis=0)).mean(axis=1)
    assert np.corrcoef(mood(answers), feeling)[0, 1] > 0.97
    assert np.corrcoef(plain, feeling)[0, 1] < 0.9


def test_questions_that_share_nothing_count_the_same() -> None:
    answers = np.random.default_rng(4).normal(size=(2_000, 3))
    scores = (answers - answers.mean(axis=0)) / answers.std(axis=0)
    assert mood(answers) == pytest.approx(scores.mean(axis=1))


def test_the_variance_that_estimated_weights_add_is_what_repeated_surveys_show() -> None:
    """Two hundred surveys of one company: the linearised variance within a quarter of theirs."""
    generator = np.random.default_rng(6)
    troubled = (generator.random(3_000) < 0.4).astype(float)
    feeling = 0.5 - 0.8 * troubled + generator.normal(size=3_000)
    likes = (feeling > 0.5).astype(float)
    instruments = np.column_stack([np.ones(3_000), troubled])
    chance = 1.0 / (1.0 + np.exp(1.0 + 0.8 * feeling))
    means, told = [], []
    for _ in range(200):
        answered = generator.random(3_000) < chance
        model = np.column_stack([np.ones(answered.sum()), feeling[answered]])
        found = calibrated(instruments, answered, model, ridge=0.0)
        heard, weight = likes[answered], found.inverse
        mean = np.average(heard, weights=weight)
        own = ((weight * (weight - 1)) @ (heard - mean) ** 2) / weight.sum() ** 2
        means.append(mean)
        told.append(own + found.added_variance(heard[:, None])[0])
    assert np.median(told) == pytest.approx(np.var(means), rel=0.25)
    assert abs(np.mean(means) - likes.mean()) < 0.02
