"""What is lost in a history of ten nights comes back: numbers, redirects, events, receipts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recovery import history


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("history")


@pytest.fixture(scope="module")
def expected(folder: Path) -> history.State:
    return history.calm(folder)


def test_the_history_has_everything_that_could_be_lost(expected: history.State) -> None:
    said = {value for row in expected["events"] for value in row}
    assert {"created", "merged", "split"} <= said
    assert expected["redirects"]
    assert expected["rejects"]
    assert expected["numbers_apart"]


@pytest.mark.parametrize(
    "points",
    [
        [(1, "both")],
        [(3, "build"), (6, "extracts"), (8, "both")],
        [(5, "both"), (6, "both"), (7, "build")],
        [(10, "build")],
    ],
    ids=str,
)
def test_what_was_lost_comes_back(
    folder: Path, expected: history.State, points: list[tuple[int, str]]
) -> None:
    found = history.lost(folder, points)
    assert [table for table in expected if found[table] != expected[table]] == []
