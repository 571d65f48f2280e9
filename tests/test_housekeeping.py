"""What runs leave of themselves does not grow without end."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from orchestration import housekeeping, runner
from orchestration.settings import Settings
from tests.conftest import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def nights(settings: Settings, instance: dg.DagsterInstance, count: int) -> None:
    """Runs with their events, and the folders of three calls of dbt each."""

    @dg.op
    def work() -> None:
        return None

    @dg.job
    def night() -> None:
        work()

    for _ in range(count):
        run = night.execute_in_process(instance=instance).run_id
        (settings.dagster_home / "storage" / run).mkdir(parents=True, exist_ok=True)
        (settings.build / "gates" / run).mkdir(parents=True)
        for step in ("records", "conform", "marts"):
            folder = settings.dbt_target / f"dbt_{step}-{run[:7]}-{os.urandom(4).hex()[:7]}"
            folder.mkdir(parents=True)
            (folder / "run_results.json").write_text("{}")


def test_history_and_artifacts_stay_bounded_and_the_newest_are_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "RUNS", 4)
    monkeypatch.setattr(housekeeping, "CALLS", 6)
    runner.prepare_dagster_home(settings)
    monkeypatch.setenv("DAGSTER_HOME", str(settings.dagster_home))
    kept = settings.dbt_target / "dbt_packages_of_ours"
    kept.mkdir(parents=True)
    with dg.DagsterInstance.get() as instance:
        begun: set[str] = set()
        for _ in range(4):
            nights(settings, instance, 3)
            begun |= {run.run_id for run in instance.get_runs()}
            housekeeping.tidy(settings, instance)
        runs = instance.get_runs()
        assert len(begun) == 12
        assert len(runs) == 4
        gone = begun - {run.run_id for run in runs}
        left = [str(path) for path in settings.dagster_home.rglob("*") if path.is_file()]
        assert [path for path in left if any(run_id in path for run_id in gone)] == []
        assert all(instance.all_logs(run.run_id) for run in runs)
        folders = {path.name for path in settings.dbt_target.iterdir()}
        newest = {run.run_id[:7] for run in runs[:2]}
        assert {name.split("-")[1] for name in folders - {kept.name}} == newest
        assert kept.name in folders
        pages = {path.name for path in (settings.build / "gates").iterdir()}
        assert pages == {run.run_id for run in runs}
        assert housekeeping.tidy(settings, instance) == (0, 0, 0)
