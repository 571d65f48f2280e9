"""The folders of a company that has nothing yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folders = (tmp_path / name for name in ("extracts", "build", "archive", "published"))
    return replace(Settings(*folders), company=tmp_path / "company")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Kiosk"
    made.mkdir()
    return made
