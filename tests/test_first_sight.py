"""What has no date of its own is dated by the delivery that first showed it, in every such feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.company import feeds
from orchestration.company.departments import departments
from tests.conftest import settings_in
from tests.modelled import modelled

# Feed: whose it is in the sample company, its number and its date.
DATED = {
    "answers": ("survey", "response_id", "responded_at"),
    "cases": ("service", "case_id", "opened_at"),
    "claims": ("insurance", "claim_id", "opened_at"),
    "decisions": ("risk", "decision_id", "decided_at"),
    "delivery_events": ("delivery", "consignment_id", "occurred_at"),
    "refunds": ("shop", "refund_id", "refunded_at"),
}
SEEN, DATE, END = (
    datetime(2026, 3, 2, 23, 59, 59), datetime(2026, 2, 1), datetime(2026, 10, 31, 23, 59, 59),
)  # fmt: skip
SEEN_LATER = date(2026, 11, 5)
ROWS = [
    ("dated", DATE, SEEN, DATE),
    ("seen", None, SEEN, SEEN),
    ("delivered after the day", None, datetime(2026, 11, 5, 23, 59, 59), END),
    ("never seen", None, None, END),
]


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create table given (number varchar, told_at timestamp, seen timestamp)")
    connection.executemany("insert into given values (?, ?, ?)", [row[:3] for row in ROWS])
    for feed, (department, number, dated) in DATED.items():
        filled = {
            "department": f"'{department}'",
            number: "number",
            dated: "told_at",
            "seen_at": "seen",
        }
        columns = ", ".join(
            f"cast({filled.get(name, 'null')} as {column.data_type}) as {name}"
            for name, column in feeds.columns(feed).items()
        )
        connection.execute(
            f"create table feeds.feed_{department}__{feed} as select {columns} from given"
        )
    # Refunds ask their order for its currency.
    columns = ", ".join(
        f"cast(null as {column.data_type}) as {name}"
        for name, column in feeds.columns("purchases").items()
    )
    connection.execute(f"create table feeds.feed_shop__purchases as select {columns} where false")


@pytest.fixture(scope="module")
def connection(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The feeds of DATED."""
    models = "exchange_rates known_words " + " ".join(f"feed_{feed}" for feed in DATED)
    with modelled(settings_in(tmp_path_factory.mktemp("sight")), models, _fill) as connection:
        yield connection


@pytest.mark.parametrize("feed", DATED)
def test_a_row_without_a_date_has_that_of_its_first_sight(
    connection: duckdb.DuckDBPyConnection, feed: str
) -> None:
    _, number, dated = DATED[feed]
    found = dict(connection.execute(f"select {number}, {dated} from feeds.feed_{feed}").fetchall())
    assert found == {name: expected for name, _, _, expected in ROWS}


DELIVERED = [
    # Number, status of today, and what deliveries said: the last by the day counts.
    ("stood", "refunded", [("completed", date(2026, 9, 30)), ("refunded", date(2026, 10, 31))]),
    ("fell later", "cancelled", [("completed", date(2026, 10, 1)), ("cancelled", SEEN_LATER)]),
    ("came later", "cancelled", [("pending", SEEN_LATER), ("cancelled", date(2026, 11, 9))]),
    ("never told", "completed", []),
]


def test_a_status_that_a_later_delivery_wrote_over_is_on_the_day_what_it_was(
    tmp_path: Path,
) -> None:
    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        [shop] = [one for one in departments() if one.name == "shop"]
        [orders] = [one for one in shop.extracts if one.table == "orders"]
        kinds = {one.name: one.data_type for one in orders.columns} | {"_extra": "json"}
        columns = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
        connection.execute(
            f"create schema raw_shop; create table raw_shop.orders ({columns});"
            "create table landing.value_changes (department varchar, table_name varchar, "
            "column_name varchar, record_key varchar, value varchar, delivered_on date, "
            "file_id varchar, place bigint, record bigint)"
        )
        for number, status, told in DELIVERED:
            connection.execute(
                "insert into raw_shop.orders (order_number, status) values (?, ?)", [number, status]
            )
            for place, (word, day) in enumerate(told, start=1):
                connection.execute(
                    "insert into landing.value_changes values "
                    "('shop', 'orders', 'status', ?, ?, ?, 'f', ?, 1)",
                    [number, word, day, place],
                )

    with modelled(settings_in(tmp_path / "shop"), "stg_shop__orders", fill) as connection:
        found = connection.execute("select order_number, status from staging.stg_shop__orders")
        assert dict(found.fetchall()) == {
            "stood": "refunded", "fell later": "completed", "came later": "pending",
            "never told": "completed",
        }  # fmt: skip


def test_every_feed_that_dates_by_sight_is_tried() -> None:
    by_sight = {
        feed
        for feed in feeds.known()
        for column in feeds.columns(feed).values()
        if column.is_dated_by_sight
    }
    assert by_sight == set(DATED)
