"""The private build every test of this room starts from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.publishing.house import NEVER_NULL, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    company = tmp_path / "company"
    company.mkdir()
    (company / "company.yml").write_text("name: House\ncurrency: GBP\n", encoding="utf-8")
    settings = Settings(
        extracts=tmp_path / "extracts",
        build=tmp_path / "build",
        archive=tmp_path / "archive",
        published=tmp_path / "published",
        company=company,
    )
    with connect(settings) as connection:
        connection.execute("create schema marts")
        house = House(settings, connection, tmp_path / "expectations")
        house.rebuild(1)
        yield house


@pytest.fixture
def judged(house: House) -> House:
    """Build 1 is published, build-2 sealed and judged."""
    house.declare(NEVER_NULL)
    house.build(1)
    house.rebuild(2)
    house.gate("build-2")
    return house
