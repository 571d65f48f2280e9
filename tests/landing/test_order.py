"""A raw table depends on which files were accepted, not on when or how often they came."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from orchestration.landing import Receipt
from orchestration.landing.archive import locate
from tests.landing.corpus import GOOD, HEADER, row
from tests.landing.house import House

JANUARY = HEADER + row(1) + row(2)
FEBRUARY = HEADER + row(2).replace("Name 2", "Newer 2") + row(3)
CORRECTED = HEADER + row(1).replace("Name 1", "Right 1") + row(4)
DELIVERIES = [
    ("people_2024-01-31.csv", JANUARY, 1),
    ("people_2024-02-29.csv", FEBRUARY, 2),
    ("people_2024-01-31.csv", CORRECTED, 3),
    ("people_2024-03-31.csv", JANUARY, 4),
]
STANDS = {
    "snapshot": [("p1", "Name 1"), ("p2", "Name 2")],
    "append": [("p1", "Name 1"), ("p2", "Name 2"), ("p3", "Name 3"), ("p4", "Name 4")],
    "upsert": [("p1", "Name 1"), ("p2", "Name 2"), ("p3", "Name 3"), ("p4", "Name 4")],
}


def deliver(house: House, name: str, content: str, day: int) -> tuple[Receipt, ...]:
    """Put a file into the folder, written on a day of its own, and land."""
    path = house.deliver(name, content)
    os.utime(path, (day * 86400, day * 86400))
    return house.land()


def names(house: House) -> list[tuple[Any, ...]]:
    return house.rows("person_id, name")


@pytest.mark.parametrize("mode", sorted(STANDS))
def test_any_order_and_repetition_gives_the_same_rows(
    mode: str, fresh: Callable[[], House]
) -> None:
    found = set()
    for order in list(permutations(DELIVERIES))[::5]:
        house = fresh().with_contract(load=mode)
        for delivery in (*order, order[0], order[2]):
            deliver(house, *delivery)
        assert names(house) == STANDS[mode], [name for name, _, _ in order]
        found.add(tuple(house.rows("* exclude (_loaded_at)")))
    assert len(found) == 1


def test_a_file_that_still_lies_there_gets_no_second_receipt(house: House) -> None:
    assert len(deliver(house, "people_1.csv", GOOD, 1)) == 1
    assert house.land() == ()
    assert len(house.rows()) == 3


def test_the_same_content_under_another_name_is_a_duplicate_without_rows(house: House) -> None:
    deliver(house, "people_1.csv", GOOD, 1)
    [receipt] = deliver(house, "people_2.csv", GOOD, 2)
    assert (receipt.status, receipt.loaded) == ("duplicate", 0)
    assert "people_1.csv" in str(receipt.reason)
    assert len(house.rows()) == 3


def test_a_corrected_file_takes_the_place_of_its_earlier_version(house: House) -> None:
    deliver(house, "people_1.csv", JANUARY, 1)
    [new] = deliver(house, "people_1.csv", CORRECTED, 2)
    assert names(house) == [("p1", "Right 1"), ("p4", "Name 4")]
    old = house.connection.execute(
        "select superseded_by from landing.receipts where file_id <> ?", [new.file_id]
    ).fetchall()
    assert old == [(new.file_id,)]


def test_a_row_that_the_withdrawn_version_had_overwritten_comes_back(house: House) -> None:
    deliver(house, "people_2024-01-31.csv", JANUARY, 1)
    deliver(house, "people_2024-02-29.csv", FEBRUARY, 2)
    assert ("p2", "Newer 2") in names(house)
    deliver(house, "people_2024-02-29.csv", HEADER + row(3), 3)
    assert names(house) == [("p1", "Name 1"), ("p2", "Name 2"), ("p3", "Name 3")]


def test_an_earlier_version_sent_again_is_a_duplicate_and_the_correction_stands(
    house: House,
) -> None:
    deliver(house, "people_1.csv", JANUARY, 1)
    deliver(house, "people_1.csv", CORRECTED, 2)
    [receipt] = deliver(house, "people_1.csv", JANUARY, 3)
    assert receipt.status == "duplicate"
    assert names(house) == [("p1", "Right 1"), ("p4", "Name 4")]


def test_a_correction_that_is_quarantined_leaves_the_earlier_version_standing(
    house: House,
) -> None:
    deliver(house, "people_1.csv", JANUARY, 1)
    [receipt] = deliver(house, "people_1.csv", "<html></html>", 2)
    assert receipt.status == "quarantined"
    assert names(house) == [("p1", "Name 1"), ("p2", "Name 2")]


def test_an_older_snapshot_that_comes_late_is_counted_but_does_not_stand(house: House) -> None:
    house = house.with_contract(load="snapshot")
    [new] = deliver(house, "people_2024-02-29.csv", FEBRUARY, 1)
    [old] = deliver(house, "people_2024-01-31.csv", JANUARY, 2)
    assert (old.status, old.loaded, old.superseded_by) == ("loaded", 2, new.file_id)
    assert names(house) == [("p2", "Newer 2"), ("p3", "Name 3")]


def test_an_older_file_that_comes_late_fills_only_the_keys_that_are_free(house: House) -> None:
    deliver(house, "people_2024-02-29.csv", FEBRUARY, 1)
    deliver(house, "people_2024-01-31.csv", JANUARY, 2)
    assert names(house) == [("p1", "Name 1"), ("p2", "Newer 2"), ("p3", "Name 3")]


def test_a_rebuild_refuses_archived_bytes_that_have_changed(house: House) -> None:
    [first] = deliver(house, "people_2024-01-31.csv", JANUARY, 1)
    deliver(house, "people_2024-02-29.csv", FEBRUARY, 2)
    kept = locate(first.sha256, house.settings.archive)
    kept.chmod(0o644)
    kept.write_text("Id\n")
    (house.settings.extracts / "crm" / "people_2024-01-31.csv").unlink()
    [receipt] = deliver(house, "people_2024-02-29.csv", HEADER + row(3), 3)
    assert receipt.status == "quarantined"
    assert "have changed" in str(receipt.reason)
    assert ("p2", "Newer 2") in names(house)


def test_a_file_name_is_never_taken_for_a_pattern(house: House) -> None:
    deliver(house, "people_1.csv", JANUARY, 1)
    (Path(house.settings.extracts) / "crm" / "people_1.csv").unlink()
    deliver(house, "people_[1].csv", FEBRUARY, 2)
    assert names(house) == [("p1", "Name 1"), ("p2", "Newer 2"), ("p3", "Name 3")]
