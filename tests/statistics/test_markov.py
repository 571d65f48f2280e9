"""Removal effects on chains small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.statistics.markov import removal_effects

START, A, B, WON, LOST = range(5)


def moves(*counted: tuple[int, int, float]) -> np.ndarray:
    matrix = np.zeros((5, 5))
    for origin, goal, times in counted:
        matrix[origin, goal] = times
    return matrix


def test_a_channel_on_every_winning_path_loses_everything_when_removed() -> None:
    chain = moves((START, A, 2), (A, WON, 1), (A, B, 1), (B, LOST, 1))
    assert removal_effects(chain) == pytest.approx([1.0, 0.0])


def test_two_channels_that_win_separately_lose_their_own_share() -> None:
    chain = moves((START, A, 3), (START, B, 1), (A, WON, 3), (B, WON, 1))
    assert removal_effects(chain) == pytest.approx([0.75, 0.25])


def test_channels_that_lead_to_each_other_lose_more_than_their_own_share() -> None:
    """Paths a-b-won, a-lost, b-a-won, b-lost: P(won) = 1/2, without either channel 0 or less."""
    chain = moves((START, A, 2), (START, B, 2), (A, B, 1), (A, LOST, 1), (A, WON, 1))
    chain += moves((B, WON, 1), (B, A, 1), (B, LOST, 1))
    # P(won from a) = p: p = 1/3 + q/3, q = 1/3 + p/3, so p = q = 1/2; without b: p = 1/3 after a.
    assert removal_effects(chain) == pytest.approx([1 - (1 / 6) / (1 / 2)] * 2)


def test_nothing_won_means_nothing_to_lose() -> None:
    assert removal_effects(moves((START, A, 1), (A, LOST, 1))).tolist() == [0.0, 0.0]
