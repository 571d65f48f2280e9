"""The picture of drivers: what it shows, and what it says when there is nothing to show."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.commands.shared import UsageError
from orchestration.statistics import picture

ROWS = """
    ('recommend', 'delivery', 0.8, 0.7, 0.9, 3.2, 900.00, 100),
    ('recommend', 'price', 0.2, 0.1, 0.3, 4.1, 0.00, 100),
    ('recommend', 'claims', null, null, null, 3.0, 10.00, 100)
"""


def marts(rows: str) -> duckdb.DuckDBPyConnection:
    """A warehouse with one mart."""
    connection = duckdb.connect()
    connection.execute(
        f"""
        create schema marts;
        create table marts.experience_drivers as
        select * from (values {rows}) as t (outcome, driver, weight_share, low, high, performance,
            value_at_stake, responses)
        """
    )
    return connection


def test_the_picture_names_the_drivers_with_a_share_and_is_the_same_every_time(
    tmp_path: Path,
) -> None:
    connection = marts(ROWS)
    assert picture.draw(connection, tmp_path / "one.svg") == 1
    picture.draw(connection, tmp_path / "two.svg")
    text = (tmp_path / "one.svg").read_text()
    assert "delivery" in text and "price" in text and "Associational" in text
    assert "claims" not in text
    assert text == (tmp_path / "two.svg").read_text()


def test_no_share_at_all_is_a_sentence_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(picture.NothingToDrawError, match="too few people"):
        picture.draw(marts(ROWS.strip().splitlines()[-1]), tmp_path / "none.png")
    assert not (tmp_path / "none.png").exists()


def test_another_ending_is_refused_with_the_ones_that_work(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["drivers", "--to", str(tmp_path / "picture.bmp")])
    assert isinstance(result.exception, UsageError)
    assert ".svg, .png, .pdf" in str(result.exception)
