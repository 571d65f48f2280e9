"""A small warehouse with one table of people, and a way to declare suites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.warehouse import connect

SUITE = """
expectations:
  - {expect: ExpectColumnValuesToBeUnique, column: customer_id, severity: critical}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        extracts=tmp_path / "extracts",
        build=tmp_path / "build",
        archive=tmp_path / "archive",
        published=tmp_path / "published",
    )


@pytest.fixture
def connection(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(settings) as connection:
        connection.execute("create schema conformed")
        connection.execute(
            """
            create table conformed.people as
            select 'C' || i as customer_id, 'private' || i || '@example.com' as email, i % 3 as n
            from range(100) as numbers (i)
            """
        )
        yield connection


@pytest.fixture
def expectations(tmp_path: Path) -> Path:
    return tmp_path / "expectations"


@pytest.fixture
def declare(expectations: Path) -> Callable[..., None]:
    def write(text: str, table: str = "people") -> None:
        path = expectations / "conformed" / f"{table}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write
