"""A file that still grows is left for the next run, which says so; a whole one is not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import landing, settings, unchanged
from orchestration.landing import archive, arriving, settling
from orchestration.landing.archive import Archived
from tests.landing.corpus import GOOD, row
from tests.landing.house import House


@pytest.fixture
def patient(house: House) -> House:
    return replace(house, settings=replace(house.settings, settle_seconds=0.3))


def test_a_young_file_that_is_whole_lands_after_a_moment(patient: House) -> None:
    patient.deliver("people_1.csv", GOOD)
    begun = time.monotonic()
    assert [one.status for one in patient.land()] == ["loaded"]
    assert time.monotonic() - begun < 5
    assert not arriving.grows(patient.settings)


def test_all_young_files_are_waited_for_once_and_old_ones_not_at_all(
    patient: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(settling.time, "sleep", slept.append)
    for n in range(20):
        patient.deliver(f"people_{n}.csv", GOOD.replace("p1", f"q{n}"))
    patient.land()
    assert len(slept) == 1
    old = patient.deliver("people_99.csv", GOOD.replace("p1", "old"))
    os.utime(old, (time.time() - 60, time.time() - 60))
    patient.land()
    patient.land()
    assert len(slept) == 1


def test_a_file_that_grows_while_we_wait_is_left_and_lands_whole_by_the_next_run(
    patient: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = patient.deliver("people_1.csv", GOOD)
    patient.deliver("people_2.csv", GOOD.replace("p1", "q1"))

    def more(_: float) -> None:
        path.write_text(GOOD + row(4))

    monkeypatch.setattr(settling.time, "sleep", more)
    by_name = {one.file_name: one for one in patient.land()}
    assert by_name["people_2.csv"].status == "loaded"
    assert by_name["people_1.csv"].status == "waiting"
    assert "still being written" in str(by_name["people_1.csv"].reason)
    assert arriving.grows(patient.settings)
    monkeypatch.undo()
    assert [(one.status, one.loaded) for one in patient.land()] == [("loaded", 4)]
    assert not arriving.grows(patient.settings)


@pytest.mark.skipif(not Path("/proc/self/fdinfo").is_dir(), reason="No /proc to look into.")
@pytest.mark.parametrize(("mode", "status"), [("ab", "waiting"), ("rb", "loaded")])
def test_a_file_that_a_process_has_open_for_writing_is_left_however_old_it_looks(
    patient: House, mode: str, status: str
) -> None:
    path = patient.deliver("people_1.csv", GOOD)
    os.utime(path, (0, 0))
    writer = (
        "import sys; held = open(sys.argv[1], sys.argv[2]); "
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", writer, path, mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        assert [one.status for one in patient.land()] == [status]
        process.stdin.close()
    assert [one.status for one in patient.land()] == ["loaded"] * (status == "waiting")


def test_a_file_that_changes_while_it_is_copied_leaves_nothing_in_the_archive(
    patient: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = patient.deliver("people_1.csv", GOOD)
    keep = archive.keep

    def copied(source: Path, to: Path, *, later: list[Path] | None) -> Archived:
        found = keep(source, to, later=later)
        path.write_text(GOOD + row(4))
        return found

    monkeypatch.setattr("orchestration.landing.archive.keep", copied)
    assert [one.status for one in patient.land()] == ["waiting"]
    assert [one for one in patient.settings.archive.glob("??/*") if one.is_file()] == []


def test_the_sensor_waits_for_a_file_to_settle_without_sleeping(
    patient: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.landing.arriving.sound_extracts", lambda: (patient.extract,))
    monkeypatch.setattr(settling.time, "sleep", lambda _: pytest.fail("a sensor may not sleep"))
    path = patient.deliver("people_1.csv", GOOD)
    assert landing.discover(patient.settings) == ()
    os.utime(path, (time.time() - 9, time.time() - 9))
    assert [one.path for one in landing.discover(patient.settings)] == [path]


def test_a_run_that_left_a_growing_file_is_not_the_last_word_on_its_ground(
    patient: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Build:
        build_id = "b"

    monkeypatch.setattr("orchestration.unchanged.publishing.current", lambda _: Build())
    slow = replace(patient, settings=replace(patient.settings, settle_seconds=60.0))
    slow.deliver("people_1.csv", GOOD)
    [receipt] = slow.land()
    assert "it changed less than 60 seconds ago" in str(receipt.reason)
    unchanged.remember(slow.settings, "ground")
    assert unchanged.build_on(slow.settings, "ground") is None
    patient.land()
    unchanged.remember(patient.settings, "ground")
    assert unchanged.build_on(patient.settings, "ground") == "b"


def test_how_long_a_file_must_rest_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUSTOMER360_SETTLE_SECONDS", raising=False)
    assert settings.from_environment().settle_seconds == settings.SETTLE_SECONDS
    for said, seconds in (("0", 0.0), ("30", 30.0), ("0.5", 0.5)):
        monkeypatch.setenv("CUSTOMER360_SETTLE_SECONDS", said)
        assert settings.from_environment().settle_seconds == seconds
    for wrong in ("soon", "-1", "inf", "nan"):
        monkeypatch.setenv("CUSTOMER360_SETTLE_SECONDS", wrong)
        with pytest.raises(ValueError, match="SETTLE_SECONDS"):
            settings.from_environment()
