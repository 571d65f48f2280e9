"""An empty warehouse for every landing test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.landing.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings(
        tmp_path / "extracts", tmp_path / "build", tmp_path / "archive", tmp_path / "published"
    )
    with connect(settings) as connection:
        yield House(settings, connection)


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], House]]:
    """Makes one empty house after another."""
    opened = []

    def make() -> House:
        folder = tmp_path_factory.mktemp("house")
        settings = Settings(*(folder / name for name in ("extracts", "build", "archive", "out")))
        context = connect(settings)
        opened.append(context)
        return House(settings, context.__enter__())

    yield make
    for context in opened:
        context.__exit__(None, None, None)
