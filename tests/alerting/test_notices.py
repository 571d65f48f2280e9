"""Whoever runs the house hears of a failed run and of a night without a build, each once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration import journal, settings
from orchestration.alerting import AlertError, notices
from orchestration.warehouse import connect
from tests.conftest import plain_company, settings_in
from tests.publishing.house import House

NOW = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def built(tmp_path: Path) -> Iterator[House]:
    """A private build that nothing was published of."""
    settings = settings_in(tmp_path, company=plain_company(tmp_path))
    with connect(settings) as connection:
        connection.execute("create schema marts")
        house = House(settings, connection, tmp_path / "expectations")
        house.rebuild(1)
        yield house


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that notices go to."""
    path = tmp_path / "notices.jsonl"
    monkeypatch.setenv("CUSTOMER360_NOTICES", str(path))
    return path


def said(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_failure_is_told_once_with_its_first_reason(built: House, heard: Path) -> None:
    notice = notices.of_failure("run-1", ["gate_marts: 3 rows\ntrace", "publish: skipped"], NOW)
    assert notices.give(built.settings, notice)
    assert not notices.give(built.settings, notice)
    assert said(heard) == [
        {
            "notice_id": "failed-run-1",
            "kind": "run_failed",
            "raised_at": "2026-06-02T07:00:00Z",
            "message": "A run failed, and readers still see what they saw. "
            "gate_marts: 3 rows (1 more)",
        }
    ]


def test_without_a_target_nothing_is_given_nor_remembered(
    built: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CUSTOMER360_NOTICES", "CUSTOMER360_ALERTS"):
        monkeypatch.delenv(name, raising=False)
    assert not notices.give(built.settings, notices.of_failure("run-1", ["landing: no"], NOW))
    assert not list(journal.of(built.settings, "notices").events())


def test_what_is_not_taken_is_given_again(built: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMER360_NOTICES", "ftp://nowhere")
    notice = notices.of_failure("run-1", [], NOW)
    with pytest.raises(AlertError):
        notices.give(built.settings, notice)
    assert not list(journal.of(built.settings, "notices").events())


@pytest.mark.parametrize(
    ("hour", "is_told"),
    [("06:00", True), ("07:00", True), ("23:30", False), ("", False)],
)
def test_silence_is_told_from_the_hour_that_was_agreed(
    built: House, monkeypatch: pytest.MonkeyPatch, hour: str, is_told: bool
) -> None:
    monkeypatch.setenv("CUSTOMER360_PUBLISHED_BY", hour)
    monkeypatch.delenv("CUSTOMER360_AUTOMATIC", raising=False)
    found = notices.of_silence(built.settings, NOW)
    assert (found is not None) == is_told
    assert found is None or "nothing was ever published" in found.message


def test_a_build_of_today_ends_the_wait_and_tomorrow_begins_another(
    built: House, monkeypatch: pytest.MonkeyPatch, heard: Path
) -> None:
    monkeypatch.setenv("CUSTOMER360_PUBLISHED_BY", "06:00")
    built_at = built.build(1).built_at
    today = built_at.replace(hour=23, minute=59, tzinfo=UTC)
    assert notices.of_silence(built.settings, today) is None
    late = [notices.of_silence(built.settings, today + timedelta(days=n)) for n in (1, 1, 2)]
    assert [notices.give(built.settings, one) for one in late if one] == [True, False, True]
    assert [one["kind"] for one in said(heard)] == ["nothing_published"] * 2


def test_an_hour_that_is_none_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMER360_PUBLISHED_BY", "six")
    with pytest.raises(ValueError, match="time of day such as 06:00, not 'six'"):
        settings.published_by()


def test_nights_that_are_automatic_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUSTOMER360_PUBLISHED_BY", raising=False)
    monkeypatch.setenv("CUSTOMER360_AUTOMATIC", "yes")
    assert str(settings.published_by()) == "06:00:00"
    monkeypatch.delenv("CUSTOMER360_AUTOMATIC")
    assert settings.published_by() is None


def test_dagsters_own_sensor_tells_of_a_run_that_failed(
    built: House, heard: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.defs import schedules

    for name, value in built.settings.environment().items():
        monkeypatch.setenv(name, value)

    @dg.op
    def breaks() -> None:
        raise RuntimeError("the disk said no")

    @dg.job
    def night() -> None:
        breaks()

    with dg.DagsterInstance.ephemeral() as instance:
        result = night.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            sensor_name="failed_runs",
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        ).for_run_failure()
        schedules.failed_runs(context)
        schedules.failed_runs(context)
    assert [one["message"].split("saw. ")[1] for one in said(heard)] == [
        "breaks: RuntimeError: the disk said no"
    ]
