"""The picture of a flow, from a handful of journeys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

from orchestration.serving import flow


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.journey_conformance as
            select * from (values
                ('receive', 'dispatched', 1, 200, 200), ('receive', 'failed & late', 2, 50, 200),
                ('receive', 'never', 3, 0, 200), ('receive', 'delivered', 4, 199, 200)
            ) as t(goal, step, position, taken, journeys);
            create table marts.journey_transitions as
            select * from (values
                ('receive', 'dispatched', 'failed & late', 50, 1.0, 20.0),
                ('receive', 'dispatched', 'delivered', 150, 0.0, 10.0),
                ('receive', 'failed & late', 'dispatched', 2, 1.0, 5.0),
                ('receive', 'failed & late', 'failed & late', 3, 1.0, 1.0),
                ('receive', 'dispatched', 'outcome: delivered', 1, 0.0, null),
                ('receive', 'delivered', 'outcome: delivered', 199, 0.25, null)
            ) as t(goal, from_step, to_step, journeys, share_problem, median_hours)
            """
        )
        yield connection


def test_every_move_of_one_in_a_hundred_journeys_is_drawn_and_no_rarer(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    target = tmp_path / "flow.svg"
    assert flow.draw(marts, "receive", target) == 5
    svg = ElementTree.fromstring(target.read_text())  # noqa: S314
    paths = svg.findall("{http://www.w3.org/2000/svg}path")
    # A step taken again is told in words, a step back is dashed.
    assert len(paths) == 4
    assert sum("stroke-dasharray" in path.attrib for path in paths) == 1
    words = [text.text for text in svg.findall("{http://www.w3.org/2000/svg}text")]
    assert "failed & late · 50 (3 again)" in words
    assert not any("never" in str(word) for word in words)


def test_the_same_marts_give_the_same_picture(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for name in ("one.svg", "two.svg"):
        flow.draw(marts, "receive", tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_a_goal_nobody_reached_for_names_those_there_are(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(flow.NothingToDrawError, match="Goals: receive"):
        flow.draw(marts, "fly", tmp_path / "flow.svg")
