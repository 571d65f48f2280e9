"""No selection of assets, checks or runs in Dagster publishes past a gate."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration import runner, warehouse
from orchestration.settings import Settings
from tests.conftest import House, settings_in

PUBLISHED = dg.AssetKey(["published", "current"])
BROKEN = "marts.household_360"


@pytest.fixture
def settings(house: House, tmp_path: Path) -> Iterator[Settings]:
    """A copy of the finished house, so that breaking it disturbs nobody."""
    settings = settings_in(tmp_path, house.settings.extracts)
    for folder in ("build", "published"):
        source = getattr(house.settings, folder)
        shutil.copytree(source, getattr(settings, folder), symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.environment().items():
            patch.setenv(name, value)
        runner.prepare_dagster_home(settings)
        yield settings


def pointer(settings: Settings) -> str:
    return str((settings.published / "current").readlink())


def execute(selection: dg.AssetSelection) -> tuple[dg.ExecuteInProcessResult, str]:
    """Run a job of that selection, as the real one would be run; what failed, in words."""
    from orchestration.definitions import defs

    job = dg.define_asset_job("picked", selection=selection)
    here = dg.Definitions.merge(defs, dg.Definitions(jobs=[job]))
    with dg.DagsterInstance.get() as instance:
        result = here.resolve_job_def("picked").execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    said = " ".join(
        str(event.step_failure_data.error) for event in result.all_events if event.is_step_failure
    )
    return result, said


def marts() -> list[dg.AssetKey]:
    from orchestration.definitions import defs

    keys = defs.resolve_asset_graph().get_all_asset_keys()
    return [key for key in keys if key.path[0] == "marts"]


def gates_of_marts() -> dg.AssetSelection:
    """The gates alone: what dbt tests would otherwise stop the run before them."""
    from orchestration.definitions import defs

    checks = defs.resolve_asset_graph().asset_check_keys
    of_marts = {dg.AssetCheckKey(mart, "gate") for mart in marts()}
    return dg.AssetSelection.checks(*(of_marts & set(checks)))


def spoil(settings: Settings, statement: str) -> None:
    with warehouse.connect(settings) as connection:
        connection.execute(statement)


def test_publishing_alone_is_refused(settings: Settings) -> None:
    before = pointer(settings)
    result, said = execute(dg.AssetSelection.assets(PUBLISHED).without_checks())
    assert not result.success
    assert "Gates without a result in this run" in said
    assert pointer(settings) == before


def test_a_job_with_its_checks_deselected_is_refused(settings: Settings) -> None:
    before = pointer(settings)
    landing = dg.AssetSelection.groups("raw")
    result, said = execute((landing | dg.AssetSelection.assets(PUBLISHED)).without_checks())
    assert not result.success
    assert "Gates without a result in this run" in said
    assert pointer(settings) == before


def test_one_seam_of_checks_is_not_all_of_them(settings: Settings) -> None:
    before = pointer(settings)
    result, said = execute(gates_of_marts() | dg.AssetSelection.assets(PUBLISHED).without_checks())
    assert not result.success
    assert "Gates without a result in this run: conformed." in said
    assert pointer(settings) == before


def test_a_check_that_raises_stops_the_publishing_behind_it(settings: Settings) -> None:
    before = pointer(settings)
    spoil(settings, f"drop table {BROKEN}")
    result, said = execute(gates_of_marts() | dg.AssetSelection.assets(PUBLISHED).without_checks())
    assert not result.success
    assert f"{BROKEN}: there is no such table" in said
    assert pointer(settings) == before


def test_an_automation_that_runs_past_a_failed_check_is_refused(settings: Settings) -> None:
    before = pointer(settings)
    spoil(settings, f"insert into {BROKEN} select * from {BROKEN}")
    failed, _ = execute(gates_of_marts())
    (check,) = [c for c in failed.get_asset_check_evaluations() if not c.passed]
    assert check.asset_key == dg.AssetKey(BROKEN.split("."))
    assert check.severity == dg.AssetCheckSeverity.ERROR
    assert eagerly_requested() == {PUBLISHED}
    result, said = execute(dg.AssetSelection.assets(PUBLISHED).without_checks())
    assert not result.success
    assert "Nothing was published" in said
    assert pointer(settings) == before


def eagerly_requested() -> set[dg.AssetKey]:
    """What `eager` alone asks for once the marts are new: it does not look at their checks."""
    from orchestration.definitions import defs

    eager = defs.permissive_map_resolved_asset_specs(
        lambda spec: (
            spec.replace_attributes(automation_condition=dg.AutomationCondition.eager())
            if spec.key == PUBLISHED
            else spec
        ),
        selection=[PUBLISHED],
    )
    with dg.DagsterInstance.get() as instance:
        before = dg.evaluate_automation_conditions(eager, instance)
        for key in marts():
            instance.report_runless_asset_event(dg.AssetMaterialization(key))
        found = dg.evaluate_automation_conditions(eager, instance, cursor=before.cursor)
        return {PUBLISHED} if found.get_num_requested(PUBLISHED) else set()
