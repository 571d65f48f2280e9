"""A run killed at any moment costs nothing: a slice of `make benchmark`, which kills hundreds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.harness import crash

STAGES = ("land", "gate_raw", "dbt_records", "resolve_identity", "gate_identity", "dbt_conform")
# To begin is to import and to read the project; a run after a kill may take so much longer.
SECONDS = 5.0


@pytest.mark.timeout(1800)
def test_a_run_killed_in_every_stage_ends_in_the_marts_of_one_that_nobody_disturbed(
    tmp_path: Path,
) -> None:
    report = crash(tmp_path, kills=len(STAGES), kills_per_life=len(STAGES), seed=3, among=STAGES)
    assert report.kills.total() >= len(STAGES) - 1, "a run may end before its moment"
    assert report.failed == []
    assert report.lost == []
    assert report.different == []
    assert report.finished == 1
    assert report.seen.clean, report.seen
    assert report.seen.reads.total() > 100
    typical = sorted(report.starts)[len(report.starts) // 2]
    assert typical < report.undisturbed_start + SECONDS
