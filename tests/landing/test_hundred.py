"""A hundred hostile files in one night: each gets its receipt, and the good ones load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.landing import content
from orchestration.landing.probe import DEATHS
from orchestration.settings import PROJECT
from orchestration.warehouse import connect
from tests.landing import hostile_files
from tests.landing.house import House


@pytest.mark.slow
def test_no_file_stops_the_night_or_takes_a_gigabyte(tmp_path: Path) -> None:
    night = [sys.executable, "-m", "tests.landing.hostile_night", str(tmp_path)]
    said = json.loads(
        subprocess.run(night, cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    )
    peak = said.pop("peak")
    assert set(said) == set(hostile_files.FORMATS)
    assert sum(one["files"] for one in said.values()) > 100
    assert {end: one for end, one in said.items() if one["receipts"] != one["files"]} == {}
    assert {end: one["good"] for end, one in said.items()} == dict.fromkeys(said, 1)
    assert peak <= 1024


def test_a_file_that_ends_the_engine_is_quarantined_when_the_step_is_tried_again(
    house: House,
) -> None:
    """A cell names a text that the workbook does not have; the engine does not survive that."""
    of_books = house.with_contract(pattern="people_*.xlsx", format="xlsx")
    of_books.deliver("people_1.xlsx", hostile_files.string_that_is_none())
    with pytest.raises(DEATHS):
        of_books.land()
    house.connection.close()
    with connect(house.settings) as connection:
        again = House(house.settings, connection, of_books.extract)
        [receipt] = again.land()
        assert (receipt.status, receipt.loaded) == ("quarantined", 0)
        assert again.land() == ()


@pytest.mark.parametrize(
    "line",
    [
        r'"\u0000": 1',
        r'"a\u0000b\u0000": {"c": 1}',
        r'"\u0000", "x": 1'.replace(", ", ": 2, ", 1),
    ],
)
def test_a_field_whose_name_no_statement_can_hold_is_kept_beside_the_row(
    house: House, line: str
) -> None:
    lines = house.with_contract(format="jsonl", pattern="people_*.jsonl")
    receipt = lines.fate("people_1.jsonl", hostile_files.line(line))
    assert (receipt.status, receipt.loaded) == ("loaded", 1)


def test_an_error_that_nobody_foresaw_is_of_the_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.deliver("people_1.csv", hostile_files.GOOD_TEXT)
    monkeypatch.setitem(content.TEXTUAL, "csv", _fails)
    [receipt] = house.land()
    assert (receipt.status, receipt.reason) == (
        "quarantined",
        "The file cannot be read (ZeroDivisionError).",
    )


@pytest.mark.parametrize("error", [OSError(28, "No space left"), *(one("x") for one in DEATHS)])
def test_a_fault_of_the_machine_is_not_of_the_file(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    house.deliver("people_1.csv", hostile_files.GOOD_TEXT)
    monkeypatch.setitem(content.TEXTUAL, "csv", fail)
    with pytest.raises(type(error)):
        house.land()
    assert house.rejects() == []


def _fails(*_: object) -> None:
    raise ZeroDivisionError
