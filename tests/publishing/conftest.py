"""The private build every test of this room starts from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.warehouse import connect
from tests.conftest import plain_company, settings_in
from tests.publishing.house import NEVER_NULL, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = settings_in(tmp_path, company=plain_company(tmp_path))
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
