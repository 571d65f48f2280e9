"""Dagster's view of the house: every asset owned and described, every check on a real asset."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration import landing, publishing, warehouse
from orchestration.company import departments
from orchestration.settings import from_environment
from tests.conftest import settings_in
from tests.publishing.conftest import house as house
from tests.publishing.house import House as PublishingHouse


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    from orchestration.definitions import defs

    return defs


def test_every_asset_has_an_owner_and_a_description(definitions: dg.Definitions) -> None:
    bare = [
        spec.key.to_user_string()
        for spec in definitions.resolve_all_asset_specs()
        if not spec.owners or not spec.description
    ]
    assert not bare


def test_every_check_is_on_an_asset_that_exists(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    unknown = [
        key for key in graph.asset_check_keys if key.asset_key not in graph.get_all_asset_keys()
    ]
    assert graph.asset_check_keys
    assert not unknown


def test_every_gated_table_has_a_blocking_gate(definitions: dg.Definitions) -> None:
    from orchestration import dbt
    from orchestration.gates.seams import seams
    from orchestration.settings import from_environment

    manifest = dbt.manifest(dbt.parse(from_environment()))
    graph = definitions.resolve_asset_graph()
    blocking = {
        key.asset_key.to_user_string().replace("/", ".")
        for key in graph.asset_check_keys
        if key.name == "gate" and graph.get_check_spec(key).blocking
    }
    gated = {table for tables in seams(manifest).values() for table in tables}
    # What is written about the marts is made by their gates' step: publishing alone asks for it.
    assert blocking == gated - dbt.source_tables(manifest, "marts").keys()


def test_assets_stand_in_the_groups_of_the_drawing(definitions: dg.Definitions) -> None:
    groups = {spec.group_name for spec in definitions.resolve_all_asset_specs()}
    assert groups == {
        "extracts", "raw", "rules", "feeds", "staging", "conformed", "identity",
        "statistics", "marts",
        "published",
    }  # fmt: skip


def test_the_nightly_run_measures_the_day_that_is_over(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("every_night")
    tick = dg.build_schedule_context(
        scheduled_execution_time=datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
    )
    request = schedule(tick)
    assert request.run_config["ops"]["close_landing"]["config"]["as_of"] == "2026-02-28"


def test_the_sensor_starts_one_run_for_new_files_and_none_without(
    definitions: dg.Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    sensor = definitions.resolve_sensor_def("new_extracts")
    settings.extracts.mkdir()
    assert isinstance(sensor(dg.build_sensor_context()), dg.SkipReason)
    (settings.extracts / "crm").mkdir()
    (settings.extracts / "crm" / "contacts_2026-01-01.csv").write_text("Contact ID\n")
    with dg.DagsterInstance.ephemeral() as instance:
        first, second = (sensor(dg.build_sensor_context(instance=instance)) for _ in range(2))
    assert isinstance(first, dg.RunRequest)
    assert first.run_key == second.run_key


def test_the_sensor_asks_again_for_what_a_killed_run_did_not_land(
    definitions: dg.Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.defs import schedules

    settings = settings_in(tmp_path)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    (settings.extracts / "crm").mkdir(parents=True)
    (settings.extracts / "crm" / "contacts_2026-01-01.csv").write_text("Contact ID\n")
    sensor = definitions.resolve_sensor_def("new_extracts")

    @dg.op
    def dies() -> None:
        raise RuntimeError

    @dg.job
    def night() -> None:
        dies()

    with dg.DagsterInstance.ephemeral() as instance:
        asked = sensor(dg.build_sensor_context(instance=instance))
        night.execute_in_process(instance=instance, tags=asked.tags, raise_on_error=False)
        at_once = sensor(dg.build_sensor_context(instance=instance))
        monkeypatch.setattr(schedules, "_AGAIN_SECONDS", 0)
        later = sensor(dg.build_sensor_context(instance=instance))
    assert isinstance(at_once, dg.SkipReason)
    assert isinstance(later, dg.RunRequest)
    assert later.run_key != asked.run_key


def test_the_sensor_asks_again_while_what_has_landed_is_unpublished(
    definitions: dg.Definitions, house: PublishingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = house.settings
    shutil.copytree(from_environment().company / "departments", settings.company / "departments")
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    house.build(1)
    (settings.extracts / "crm").mkdir(parents=True)
    (settings.extracts / "crm" / "contacts_2026-01-01.csv").write_text("Contact ID\n")
    contacts = next(e for e in departments.extracts() if e.name == "raw_crm.contacts")
    landing.land(contacts, house.connection, settings)
    sensor = definitions.resolve_sensor_def("new_extracts")
    asked, again = sensor(dg.build_sensor_context()), sensor(dg.build_sensor_context())
    assert isinstance(asked, dg.RunRequest)
    assert asked.run_key == again.run_key
    with warehouse.hold(settings):
        assert isinstance(sensor(dg.build_sensor_context()), dg.SkipReason)
    house.build(2)
    assert isinstance(sensor(dg.build_sensor_context()), dg.SkipReason)
    landing.land(contacts, house.connection, settings)  # nothing new, so nothing unpublished
    publishing.rollback(settings)  # what a human went back from is not published again by itself
    assert isinstance(sensor(dg.build_sensor_context()), dg.SkipReason)


def test_telemetry_is_off_everywhere(tmp_path: Path) -> None:
    from orchestration import runner

    settings = settings_in(tmp_path)
    runner.prepare_dagster_home(settings)
    assert "telemetry: {enabled: false}" in (settings.dagster_home / "dagster.yaml").read_text()
    assert "send_anonymous_usage_stats: false" in (settings.company / "dbt_project.yml").read_text()
    assert settings.environment()["GX_ANALYTICS_ENABLED"] == "false"
