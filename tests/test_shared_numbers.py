"""Two departments that count from one: each one's orders stand, with their lines and refunds."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.conftest import copied_company, settings_in
from tests.modelled import modelled

FEEDS = {
    "purchases": "number as order_number, '{0}:' || owner as record_id, 'retail' as "
    "line_of_business, timestamp '2026-08-01' as ordered_at, 'completed' as status, 'web' as "
    "channel, false as is_guest, false as is_gift, null::varchar as promo_code, total as "
    "total_amount, null::decimal(18, 2) as shipping, null::decimal(18, 2) as discount, "
    "null::decimal(18, 2) as gift_card_amount, null::varchar as charged_in, "
    "null::varchar as brand, null::varchar as country",
    "purchase_lines": "number as order_number, 1 as line_number, 'K' as sku, null::varchar as "
    "category, 1 as quantity, total as unit_price, null::decimal(18, 2) as unit_cost",
    "refunds": "'R' || number as refund_id, number as order_number, 1 as line_number, "
    "timestamp '2026-08-02' as refunded_at, 1 as quantity, 1::decimal(18, 2) as refund, "
    "null::decimal(18, 2) as shipping, null::varchar as reason, null::timestamp as seen_at",
}
ROWS = {
    "shop": "('1', 'A', 10.0::decimal(18, 2)), ('2', 'B', 20.0), ('SO-3', 'C', 30.0)",
    "kiosk": "('1', 'D', 40.0::decimal(18, 2)), ('2', 'E', 50.0), ('4', 'F', 60.0)",
}
ELSEWHERE = "('1', 'X', 5.0::decimal(18, 2)), ('4', 'Y', 5.0)"


@pytest.fixture(scope="module")
def connection(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The feeds of two shops that share numbers, and of an office that refers to them."""
    folder = tmp_path_factory.mktemp("numbers")
    company = copied_company(folder)
    settings = settings_in(folder, company=company)

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        for department, rows in {**ROWS, "office": ELSEWHERE}.items():
            models = company / "departments" / department
            models.mkdir(exist_ok=True)
            for feed, columns in FEEDS.items():
                if department == "office" and feed != "refunds":
                    continue
                name = f"feed_{department}__{feed}"
                connection.execute(
                    f"create table feeds.{name} as select '{department}' as department, "
                    f"{columns.format(department)}, null::varchar as currency "
                    f"from (values {rows}) as given (number, owner, total)"
                )
                if department != "shop":
                    sql = f"-- One row.\nselect * from feeds.{name}\n"
                    (models / f"{name}.sql").write_text(sql)

    with modelled(
        settings, "exchange_rates feed_purchases feed_purchase_lines feed_refunds", fill
    ) as connection:
        yield connection


def test_a_number_that_two_departments_gave_is_two_orders(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = connection.execute(
        "select order_number, record_id, total_amount::integer, unit_price::integer "
        "from feeds.feed_purchases join feeds.feed_purchase_lines using (order_number) order by all"
    ).fetchall()
    assert found == [
        ("4", "kiosk:F", 60, 60), ("SO-3", "shop:C", 30, 30),
        ("kiosk:1", "kiosk:D", 40, 40), ("kiosk:2", "kiosk:E", 50, 50),
        ("shop:1", "shop:A", 10, 10), ("shop:2", "shop:B", 20, 20),
    ]  # fmt: skip


def test_a_refund_is_of_its_own_departments_order_and_of_none_where_nobody_can_say(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = connection.execute(
        "select department, order_number from feeds.feed_refunds order by all"
    ).fetchall()
    assert found == [
        ("kiosk", "4"), ("kiosk", "kiosk:1"), ("kiosk", "kiosk:2"),
        ("office", "1"), ("office", "4"),
        ("shop", "SO-3"), ("shop", "shop:1"), ("shop", "shop:2"),
    ]  # fmt: skip
