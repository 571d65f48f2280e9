"""Amounts in other currencies: converted by the rate of their day, or held and listed."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.conftest import copied_company, settings_in
from tests.modelled import modelled

MODELS = (
    "exchange_rates feed_purchases feed_purchase_lines feed_refunds purchase_statuses "
    "order_statuses"
)
RATES = """currency,rate,valid_from
INR,0.01,2026-01-01
INR,0.0095,2026-09-01
USD,0.8,2026-08-02
"""
# Order number, day, currency as it was written, total.
ORDERS = [
    ("own", "2026-08-01", None, 100),
    ("own by its code", "2026-08-01", " gbp ", 100),
    ("empty", "2026-08-01", "", 100),
    ("last day of a rate", "2026-08-31", "INR", 8319),
    ("first day of the next", "2026-09-01", "inr", 8319),
    ("a day before the first rate", "2026-08-01", "USD", 100),
    ("first day of a rate", "2026-08-02", "USD", 100),
    ("unknown", "2026-08-01", "XAU", 100),
    ("a sign", "2026-08-01", "£", 100),
]


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table conformed.own_accounts (record_id varchar, state varchar);"
        "create table orders (number varchar, day date, currency varchar, total decimal(18, 2))"
    )
    connection.executemany("insert into orders values (?, ?, ?, ?)", ORDERS)
    connection.execute(
        """
        create table feeds.feed_shop__purchases as
        select 'shop' as department, number as order_number, 'shop:A' as record_id,
            'retail' as line_of_business, day::timestamp as ordered_at, 'completed' as status,
            'web' as channel, false as is_guest, false as is_gift,
            null::varchar as promo_code, total as total_amount,
            null::decimal(18, 2) as gift_card_amount,
            5::decimal(18, 2) as shipping, null::decimal(18, 2) as discount, currency,
            null::varchar as charged_in, 'North' as brand, null::varchar as country
        from orders;
        create table feeds.feed_shop__purchase_lines as
        select 'shop' as department, number as order_number, 1 as line_number, 'K' as sku,
            'kitchen' as category, 1 as quantity, total as unit_price,
            null::decimal(18, 2) as unit_cost, null::varchar as currency
        from orders;
        -- Given back in October, when another rate holds.
        create table feeds.feed_shop__refunds as
        select 'shop' as department, 'R' || number as refund_id, number as order_number,
            1 as line_number, timestamp '2026-10-01' as refunded_at, 1 as quantity,
            total as refund, null::decimal(18, 2) as shipping, 'change of mind' as reason,
            null::timestamp as seen_at,
            if(number = 'own', 'XAU', null) as currency
        from orders
        """
    )


@pytest.fixture(scope="module")
def connection(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The feeds of purchases of a company in GBP with two rates, and what became of the orders."""
    folder = tmp_path_factory.mktemp("currencies")
    company = copied_company(folder)
    (company / "rules" / "exchange_rates.csv").write_text(RATES)
    settings = settings_in(folder, company=company)
    with modelled(settings, MODELS, _fill) as connection:
        yield connection


@pytest.mark.parametrize(
    ("order", "total", "shipping", "unconverted", "standing"),
    [
        ("own by its code", "100.00", "5.00", None, "stands"),
        ("empty", "100.00", "5.00", None, "stands"),
        ("last day of a rate", "83.19", "0.05", None, "stands"),
        ("first day of the next", "79.03", "0.05", None, "stands"),
        ("first day of a rate", "80.00", "4.00", None, "stands"),
        ("a day before the first rate", None, None, "USD", "held"),
        ("unknown", None, None, "XAU", "held"),
        ("a sign", None, None, "£", "held"),
        ("own", "100.00", "5.00", None, "held"),  # what was given back of it is unknown
    ],
)
def test_an_amount_is_in_the_companys_currency_or_in_none(
    connection: duckdb.DuckDBPyConnection,
    order: str,
    total: str | None,
    shipping: str | None,
    unconverted: str | None,
    standing: str,
) -> None:
    found = connection.execute(
        "select total_amount::varchar, shipping::varchar, currency, standing "
        "from feeds.feed_purchases join conformed.order_statuses using (order_number) "
        "where order_number = ?",
        [order],
    ).fetchall()
    assert found == [(total, shipping, unconverted, standing)]


def test_what_was_written_stays_beside_the_companys_own(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = dict(
        connection.execute("select order_number, charged_in from feeds.feed_purchases").fetchall()
    )
    assert found == {
        "own": "GBP", "own by its code": "GBP", "empty": "GBP", "last day of a rate": "INR",
        "first day of the next": "INR", "a day before the first rate": "USD",
        "first day of a rate": "USD", "unknown": "XAU", "a sign": "£",
    }  # fmt: skip


def test_lines_and_refunds_are_of_their_orders_currency_at_the_rate_of_its_day(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    odd = connection.execute(
        """
        select order_number from feeds.feed_purchases as orders
        join feeds.feed_purchase_lines as lines using (order_number)
        join feeds.feed_refunds as refunds using (order_number)
        where order_number <> 'own' and (
            lines.unit_price is distinct from total_amount
            or refunds.refund is distinct from total_amount
            or lines.currency is distinct from orders.currency
        )
        """
    ).fetchall()
    assert odd == []
