"""How old a delivery may be is said once, in dbt's words or in ours, and means the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration import dbt
from orchestration.company.departments import extracts
from orchestration.settings import from_environment
from tests.company.contracts import RIGHT, mistakes, read

OURS = "            freshness_hours: 30\n"
CONFIG = "        config:\n          meta:\n"


def in_dbts_words(freshness: str) -> str:
    said = RIGHT.replace(OURS, "")
    return said.replace(
        CONFIG, f"        config:\n          freshness: {freshness}\n          meta:\n"
    )


@pytest.mark.parametrize(
    ("freshness", "hours"),
    [
        ("{warn_after: {count: 30, period: hour}}", 30),
        ("{error_after: {count: 2, period: day}}", 48),
        ("{warn_after: {count: 1, period: day}, error_after: {count: 9, period: day}}", 24),
        ("{warn_after: {count: 90, period: minute}}", 2),
        ("null", None),
    ],
)
def test_dbts_words_mean_hours(tmp_path: Path, freshness: str, hours: int | None) -> None:
    department = read(tmp_path, in_dbts_words(freshness))
    assert not department.mistakes
    assert [one.freshness_hours for one in department.extracts] == [hours]


@pytest.mark.parametrize(
    ("freshness", "says"),
    [
        ("{warn_after: {count: soon, period: hour}}", "whole number"),
        ("{warn_after: {count: 0, period: hour}}", "whole number"),
        ("{warn_after: {count: true, period: hour}}", "whole number"),
        ("{warn_after: {count: 3, period: hours}}", "did you mean hour"),
        ("{warn_after: {count: 3}}", "period"),
        ("{warn_afer: {count: 3, period: hour}}", "did you mean warn_after"),
        ("{}", "neither"),
        ("36", "neither"),
    ],
)
def test_a_wrong_word_is_a_mistake_with_its_line(tmp_path: Path, freshness: str, says: str) -> None:
    found = read(tmp_path, in_dbts_words(freshness)).mistakes
    assert found
    assert {m.line for m in found} == {11}
    assert any(says in m.words for m in found), found


def test_the_number_is_not_written_twice(tmp_path: Path) -> None:
    twice = "{warn_after: {count: 30, period: hour}}"
    changed = (CONFIG, f"        config:\n          freshness: {twice}\n          meta:\n")
    (found,) = mistakes(tmp_path, changed)
    assert "says again" in found.words


def test_dbt_and_landing_know_the_same_of_every_extract() -> None:
    manifest = dbt.manifest(dbt.parse(from_environment()))
    sources = {
        f"{source['schema']}.{source['identifier']}": source
        for source in manifest["sources"].values()
    }
    assert {sources[one.name]["loaded_at_field"] for one in extracts()} == {"_loaded_at"}
    known = {
        one.name: sources[one.name]["freshness"]["warn_after"]
        for one in extracts()
        if one.freshness_hours is not None
    }
    assert known == {
        one.name: {"count": one.freshness_hours, "period": "hour"} for one in extracts()
    }
