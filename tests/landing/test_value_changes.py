"""A value without a date is dated by the delivery that first showed it, whatever came when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from orchestration.landing.replay import replay
from tests.landing.house import House
from tests.landing.test_lost_build import LOSSES
from tests.landing.test_order import deliver

TITLES = "Id,Name,Seen,Visits,Spend\n"


def tick(record: int, answer: str) -> str:
    return f"p{record},{answer},2020-01-01 10:00:00,,\n"


DELIVERIES = [
    ("people_2024-01-31.csv", TITLES + tick(1, "Y") + tick(2, "") + tick(3, "Y"), 1),
    ("people_2024-02-29.csv", TITLES + tick(1, "Y") + tick(2, "N") + tick(3, "Y"), 2),
    ("people_2024-03-31.csv", TITLES + tick(1, "N") + tick(2, "N") + tick(4, "N"), 3),
    # Of March, corrected; and of April, as it was in January.
    ("people_2024-03-31.csv", TITLES + tick(1, "N") + tick(2, "N") + tick(4, "Y"), 4),
    ("people_2024-04-30.csv", TITLES + tick(1, "Y") + tick(2, "") + tick(3, "Y"), 5),
]
CHANGES = [
    ("p1", "Y", date(2024, 1, 31)),
    ("p1", "N", date(2024, 3, 31)),
    ("p1", "Y", date(2024, 4, 30)),
    ("p2", None, date(2024, 1, 31)),
    ("p2", "N", date(2024, 2, 29)),
    ("p2", None, date(2024, 4, 30)),
    ("p3", "Y", date(2024, 1, 31)),
    ("p4", "Y", date(2024, 3, 31)),
]


def keeping(house: House, **changes: Any) -> House:
    """The house with a contract that keeps the changes of the column `name`."""
    columns = tuple(
        replace(column, keep_changes=column.name == "name") for column in house.extract.columns
    )
    return house.with_contract(columns=columns, **changes)


def history(house: House) -> list[tuple[Any, ...]]:
    return house.connection.execute(
        "select record_key, value, delivered_on from landing.value_changes "
        "order by record_key, place"
    ).fetchall()


@pytest.mark.parametrize("mode", ["snapshot", "append", "upsert"])
def test_the_history_is_the_same_in_whatever_order_deliveries_come(
    mode: str, fresh: Callable[[], House]
) -> None:
    orders = [order for order in permutations(DELIVERIES) if order.index(DELIVERIES[2])
              < order.index(DELIVERIES[3])]  # fmt: skip
    for order in [DELIVERIES, *orders[::7]]:
        house = keeping(fresh(), load=mode)
        for day, (name, content, _) in enumerate(order, start=1):
            deliver(house, name, content, day)
        assert history(house) == CHANGES, [name for name, *_ in order]


def test_a_file_without_a_day_in_its_name_is_a_delivery_each_time_it_is_written(
    house: House,
) -> None:
    house = keeping(house, load="snapshot")
    for day, answer in ((1, "Y"), (2, "Y"), (3, "N")):
        deliver(house, "people_all.csv", TITLES + tick(1, answer) + tick(day + 1, "Y"), day)
    ones = [change for change in history(house) if change[0] == "p1"]
    assert ones == [("p1", "Y", date(1970, 1, 2)), ("p1", "N", date(1970, 1, 4))]


def test_a_contract_that_asks_for_the_history_later_gets_all_of_it(house: House) -> None:
    house = house.with_contract(load="snapshot")
    for delivery in DELIVERIES:
        deliver(house, *delivery)
    assert history(house) == []
    house = keeping(house)
    house.land()
    assert history(house) == CHANGES
    house.with_contract(
        columns=tuple(replace(column, keep_changes=False) for column in house.extract.columns)
    ).land()
    assert history(house) == []


def test_of_a_personal_value_only_a_hash_is_kept(house: House) -> None:
    house = keeping(house, load="snapshot")
    columns = tuple(replace(column, pii="name") for column in house.extract.columns)
    house = house.with_contract(columns=columns)
    for delivery in DELIVERIES:
        deliver(house, *delivery)
    assert [(key, day) for key, _, day in history(house)] == [(key, day) for key, _, day in CHANGES]
    assert {len(value) for _, value, _ in history(house) if value} == {64}


def test_a_replay_says_the_same(house: House) -> None:
    house = keeping(house, load="snapshot")
    for name, content, day in DELIVERIES:
        deliver(house, name, content + "p9,Y,no time,,\n", day)
    replay(house.connection, house.settings, house.extract)
    assert history(house) == CHANGES


@pytest.mark.parametrize("lost", sorted(LOSSES))
def test_the_day_of_what_has_no_date_outlives_the_build(
    lost: str, fresh: Callable[[], House]
) -> None:
    """Also that of a file without a day in its name, which the archive has several times."""
    house = keeping(fresh(), load="snapshot")
    for delivery in DELIVERIES[:3]:
        deliver(house, *delivery)
    for loss in LOSSES[lost]:
        loss(house)
    for delivery in DELIVERIES[3:]:
        deliver(house, *delivery)
    assert history(house) == CHANGES
    for day, answer in ((6, "Y"), (7, "N"), (8, "N")):
        deliver(house, "people_all.csv", TITLES + tick(1, answer) + tick(day, "Y"), day)
    before = history(house)
    for loss in LOSSES[lost]:
        loss(house)
    house.land()
    assert history(house) == before
    assert before != CHANGES
