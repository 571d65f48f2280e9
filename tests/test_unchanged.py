"""A run is spared only where it could bring nothing new."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from orchestration import digest, publishing, unchanged
from orchestration.settings import Settings
from tests.conftest import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse with one delivered file and one published build."""
    found = settings_in(tmp_path)
    for folder in (found.extracts / "crm", found.build, found.published / "builds" / "b1"):
        folder.mkdir(parents=True)
    (found.extracts / "crm" / "contacts_2026-01-01.csv").write_text("Contact ID\n")
    manifest = {
        "build_id": "b1",
        "run_id": "r1",
        "built_at": "2026-01-01T00:00:00+00:00",
        "database": str(found.published / "builds" / "b1" / "c360.duckdb"),
        "database_sha256": "",
        "marts": [],
    }
    (found.published / "builds" / "b1" / "manifest.json").write_text(json.dumps(manifest))
    (found.published / "current").symlink_to("builds/b1")
    assert publishing.current(found) is not None
    return found


def test_the_same_ground_is_the_current_build(settings: Settings) -> None:
    ground = unchanged.ground(settings, None)
    assert unchanged.build_on(settings, ground) is None
    unchanged.remember(settings, ground)
    assert unchanged.build_on(settings, unchanged.ground(settings, None)) == "b1"


def test_another_day_is_another_ground(settings: Settings) -> None:
    unchanged.remember(settings, unchanged.ground(settings, None))
    assert unchanged.build_on(settings, unchanged.ground(settings, date(2026, 1, 1))) is None


def test_a_file_touched_a_nanosecond_later_is_another_ground(settings: Settings) -> None:
    unchanged.remember(settings, unchanged.ground(settings, None))
    (file,) = (settings.extracts / "crm").iterdir()
    later = file.stat().st_mtime_ns + 1
    os.utime(file, ns=(later, later))
    assert unchanged.build_on(settings, unchanged.ground(settings, None)) is None


def test_a_build_nobody_points_to_any_more_is_not_current(settings: Settings) -> None:
    ground = unchanged.ground(settings, None)
    unchanged.remember(settings, ground)
    (settings.published / "current").unlink()
    assert unchanged.build_on(settings, ground) is None


def test_a_run_that_never_ended_is_known_on_its_own_ground_alone(settings: Settings) -> None:
    ground = unchanged.ground(settings, None)
    assert unchanged.interrupted(settings, ground) is None
    unchanged.begin(settings, ground, "r2")
    assert unchanged.interrupted(settings, unchanged.ground(settings, None)) == "r2"
    assert unchanged.interrupted(settings, None) is None
    (settings.extracts / "crm" / "contacts_2026-01-02.csv").write_text("Contact ID\n")
    assert unchanged.interrupted(settings, unchanged.ground(settings, None)) is None
    unchanged.begin(settings, ground, "r3")
    unchanged.remember(settings, ground)
    assert unchanged.interrupted(settings, ground) is None


def test_a_note_that_was_cut_off_is_no_run(settings: Settings) -> None:
    ground = unchanged.ground(settings, None)
    unchanged.begin(settings, ground, "r2")
    (settings.build / "begun.json").write_text('{"ground": "')
    assert unchanged.interrupted(settings, ground) is None


def test_content_counts_and_caches_do_not(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.sql").write_text("select 1")
    before = digest.of(tmp_path, ["models"])
    (tmp_path / "models" / "__pycache__").mkdir()
    (tmp_path / "models" / "__pycache__" / "a.pyc").write_text("x")
    assert digest.of(tmp_path, ["models"]) == before
    (tmp_path / "models" / "a.sql").write_text("select 2")
    assert digest.of(tmp_path, ["models"]) != before
