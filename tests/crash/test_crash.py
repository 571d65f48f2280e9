"""A run killed at any moment costs nothing: a slice of `make benchmark`, which kills hundreds."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.progress import STAGES
from tests.crash.harness import LATER, Plan, crash
from tests.crash.moments import PARTS
from tests.crash.report import Report

KILLS = 15


@pytest.mark.timeout(1800)
def test_a_run_killed_in_every_stage_ends_in_the_marts_of_one_that_nobody_disturbed(
    tmp_path: Path,
) -> None:
    report = crash(tmp_path, KILLS, seed=3, plan=Plan(1, 7, LATER, ()))
    assert report.total >= KILLS, "a run may end before its moment; then another turn is taken"
    assert report.failed == []
    assert report.lost == []
    assert report.different == []
    assert report.finished >= 1
    assert report.landings >= 1
    assert report.seen.clean, report.seen
    assert report.seen.reads.total() > 100
    assert Report.kept(tmp_path / "tally.json") == report


def test_every_stage_of_a_run_is_killed() -> None:
    assert sorted(stage for part in PARTS.values() for stage in part) == sorted(STAGES)
