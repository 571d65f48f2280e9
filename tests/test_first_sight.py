"""What has no date of its own is dated by the delivery that first showed it, in every such feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import duckdb
import pytest

from orchestration.company import feeds
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
    models = "exchange_rates " + " ".join(f"feed_{feed}" for feed in DATED)
    with modelled(settings_in(tmp_path_factory.mktemp("sight")), models, _fill) as connection:
        yield connection


@pytest.mark.parametrize("feed", DATED)
def test_a_row_without_a_date_has_that_of_its_first_sight(
    connection: duckdb.DuckDBPyConnection, feed: str
) -> None:
    _, number, dated = DATED[feed]
    found = dict(connection.execute(f"select {number}, {dated} from feeds.feed_{feed}").fetchall())
    assert found == {name: expected for name, _, _, expected in ROWS}


def test_every_feed_that_dates_by_sight_is_tried() -> None:
    by_sight = {
        feed
        for feed in feeds.known()
        for column in feeds.columns(feed).values()
        if column.is_dated_by_sight
    }
    assert by_sight == set(DATED)
