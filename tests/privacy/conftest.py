"""A place to land files in, without the lineage of a company's dbt project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.privacy import fates, guarding
from orchestration.privacy.fates import Fate
from orchestration.warehouse import connect
from tests.conftest import settings_in
from tests.privacy.planted import Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(fates, "by_table", lambda _: {})
    guarding.begin()
    settings = settings_in(tmp_path)
    with connect(settings) as connection:
        yield Place(settings, connection)


@pytest.fixture
def anonymising(monkeypatch: pytest.MonkeyPatch, place: Place) -> Place:
    """The same, where records stay without their person."""
    monkeypatch.setattr(
        fates, "of", lambda _, table: Fate(table, "anonymise", "Tax.", True, ("purchases",))
    )
    return place
