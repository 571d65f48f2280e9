"""A key given a second time, to another owner: the first stays, the second is told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

from orchestration.company.departments import Column, Extract
from tests.landing.house import House

ORDERS = Extract(
    department="crm", table="orders", description="", owner="Tests", pattern="orders_*.csv",
    format="csv", key=("order_number",), load="append", event_time="ordered_at",
    belongs_to=("account_id", "email"), reused_after_days=60,
    columns=(
        Column("order_number", "varchar", "No", required=True),
        Column("account_id", "varchar", "Account"),
        Column("email", "varchar", "Mail"),
        Column("ordered_at", "timestamp", "At", required=True),
        Column("total", "integer", "Total"),
    ),
)  # fmt: skip
LINES = Extract(
    department="crm", table="lines", description="", owner="Tests", pattern="lines_*.csv",
    format="csv", key=("order_number", "line"), load="append", part_of="orders",
    part_key=("order_number",),
    columns=(
        Column("order_number", "varchar", "No", required=True),
        Column("line", "integer", "Line", required=True),
        Column("price", "integer", "Price"),
    ),
)  # fmt: skip
TITLES, LINE_TITLES = "No,Account,Mail,At,Total\n", "No,Line,Price\n"
OLD = TITLES + "1,A,,2024-11-05 12:00,80\n2,B,,2024-11-05 12:00,50\n"
NEW = TITLES + "1,C,,2026-10-02 12:00,40\n3,D,,2026-10-02 12:00,30\n"
OLD_LINES, NEW_LINES = LINE_TITLES + "1,1,80\n2,1,50\n", LINE_TITLES + "1,1,40\n1,2,1\n3,1,30\n"


def orders(house: House) -> list[tuple[object, ...]]:
    return replace(house, extract=ORDERS).rows("order_number, account_id, total")


def test_another_owners_order_under_a_known_number_is_rejected_and_the_first_stays(
    house: House,
) -> None:
    house = replace(house, extract=ORDERS)
    house.fate("orders_2025-06-30.csv", OLD)
    receipt = house.fate("orders_2026-10-31.csv", NEW)
    assert (receipt.loaded, receipt.rejected) == (1, 1)
    assert orders(house) == [("1", "A", 80), ("2", "B", 50), ("3", "D", 30)]
    [(line, reason, raw)] = house.rejects("line, reason, raw_bytes")
    assert (line, bytes(raw)) == (2, b"1,C,,2026-10-02 12:00,40\n")
    assert reason.startswith("Its key is already that of another record")


def test_a_correction_replaces_whoever_it_is_of(house: House) -> None:
    house = replace(house, extract=ORDERS)
    house.fate(
        "orders_2026-10-29.csv",
        TITLES
        + "1,A,a@x,2026-10-01 12:00,80\n2,,b@x,2026-10-01 12:00,50\n3,C,,2026-10-01 12:00,9\n"
        "4,D,d@x,2026-10-01 12:00,9\n5,E,,2026-10-01 12:00,9\n",
    )
    corrected = (
        TITLES + "1,A,new@x,2026-10-02 12:00,81\n"  # its account still says whose it is
        "2,B,b@x,2026-10-02 09:00,51\n"  # a guest who has an account now
        "3,X,,2026-10-01 18:00,10\n"  # booked on another account, the day being the same
        "4,D,,2026-10-20 12:00,10\n"  # another day, nineteen days on
        "5,,,2026-10-02 12:00,10\n"  # of nobody now
    )
    assert house.fate("orders_2026-10-30.csv", corrected).rejected == 0
    assert orders(house) == [
        ("1", "A", 81), ("2", "B", 51), ("3", "X", 10), ("4", "D", 10), ("5", None, 10),
    ]  # fmt: skip


def test_a_number_that_one_customer_has_again_long_after_is_another_order(house: House) -> None:
    house = replace(house, extract=ORDERS)
    house.fate("orders_2026-01-31.csv", TITLES + "1,A,,2026-01-01 12:00,80\n2,B,,2026-01-01,5\n")
    again = TITLES + "1,A,,2026-03-02 12:00,81\n2,B,,2026-03-03,6\n"
    assert house.fate("orders_2026-03-31.csv", again).rejected == 1
    assert orders(house) == [("1", "A", 81), ("2", "B", 5)]


def test_lines_go_with_their_order_in_whatever_order_tables_and_files_come(
    fresh: Callable[[], House],
) -> None:
    deliveries = [
        (ORDERS, "orders_2025-06-30.csv", OLD), (ORDERS, "orders_2026-10-31.csv", NEW),
        (LINES, "lines_2025-06-30.csv", OLD_LINES), (LINES, "lines_2026-10-31.csv", NEW_LINES),
    ]  # fmt: skip
    for way in permutations(deliveries):
        house = fresh()
        for extract, name, content in way:
            replace(house, extract=extract).deliver(name, content)
            replace(house, extract=extract).land()
        lines = replace(house, extract=LINES)
        lines.land()  # the next night
        assert orders(house) == [("1", "A", 80), ("2", "B", 50), ("3", "D", 30)]
        assert lines.rows("order_number, line, price") == [
            ("1", 1, 80), ("2", 1, 50), ("3", 1, 30),
        ]  # fmt: skip
        counts = house.connection.execute(
            "select table_name, count(*) from landing.rejects group by all order by all"
        ).fetchall()
        assert counts == [("lines", 2), ("orders", 1)]


def test_a_corrected_first_delivery_frees_the_number(house: House) -> None:
    house = replace(house, extract=ORDERS)
    house.fate("orders_2025-06-30.csv", OLD)
    house.fate("orders_2026-10-31.csv", NEW)
    house.fate("orders_2025-06-30.csv", TITLES + "2,B,,2024-11-05 12:00,50\n")
    assert orders(house) == [("1", "C", 40), ("2", "B", 50), ("3", "D", 30)]
    assert house.rejects() == []


def test_none_of_a_hundred_planted_collisions_is_lost_without_a_word(
    fresh: Callable[[], House],
) -> None:
    first = TITLES + "".join(f"{n},A{n},,2025-01-{n % 28 + 1:02},{n}\n" for n in range(150))
    second = TITLES + "".join(
        f"{n},B{n},,2025-02-{n % 28 + 1:02},{1000 + n}\n" for n in range(50, 200)
    )
    files = [("orders_2025-01-31.csv", first), ("orders_2025-02-28.csv", second)]
    for way in (files, files[::-1]):
        house = replace(fresh(), extract=ORDERS)
        for name, content in way:
            house.fate(name, content)
        found = {str(row[0]): row[2] for row in orders(house)}
        assert found == {str(n): n if n < 150 else 1000 + n for n in range(200)}
        assert len(house.rejects()) == 100
