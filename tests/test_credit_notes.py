"""A credit note is taken off what it credits, whichever way the list is delivered."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from orchestration import transactions
from orchestration.transactions import Columns, Department, TransactionsError

COLUMNS = Columns(
    "customer", "day", "quantity * price", order="number", product="product",
    cost="quantity * price * 0.7",
)  # fmt: skip
TITLES = "number,product,quantity,price,day,customer\n"
AMOUNTS = {"orders": -1, "order_lines": 4, "credit_notes": 5}
PRICE = Decimal("1.25")
KEYS = {
    "orders": "order_number",
    "order_lines": "order_number, line_number",
    "credit_notes": "refund_id",
}


def landed(folder: Path, table: str) -> list[tuple[str, ...]]:
    """What landing makes of the extracts: of each key the row of the newest file."""
    return duckdb.sql(
        f"""
        select * exclude (filename)
        from read_csv(
            '{folder}/extracts/sales/{table}_2*.csv.gz', all_varchar = true, filename = true
        )
        qualify row_number() over (partition by {KEYS[table]} order by filename desc) = 1
        order by all
        """
    ).fetchall()


def kept(folder: Path) -> dict[str, Decimal]:
    """By order, what was paid and not given back."""
    found = duckdb.sql(
        f"""
        select order_number, sum(amount) from (
            select order_number, amount::decimal(12, 2) as amount
            from read_csv('{folder}/extracts/sales/orders_*.csv.gz', all_varchar = true)
            union all
            select order_number, -refund::decimal(12, 2)
            from read_csv('{folder}/extracts/sales/credit_notes_*.csv.gz', all_varchar = true)
        ) group by order_number
        """
    ).fetchall()
    return dict(found)


def told(folder: Path, rows: str, **options: str) -> transactions.Written:
    (folder / "list.csv").write_text(TITLES + rows)
    return transactions.write(folder / "list.csv", COLUMNS, Department(folder / "to"), **options)  # type: ignore[arg-type]


def test_a_credit_note_goes_to_its_order_else_to_the_latest_before_it_and_never_beyond(
    tmp_path: Path,
) -> None:
    done = told(
        tmp_path,
        "101,mug,10,1,2025-01-01,A\n"
        "102,mug,10,1,2025-01-02,A\n"
        "102,jar,1,5,2025-01-02,A\n"
        "103,mug,10,1,2025-01-09,A\n"  # bought after, so not credited
        "C900,mug,-12,1,2025-01-05,A\n"  # ten of 102, two of 101
        "201,mug,4,1,2025-01-01,B\n"
        "202,mug,4,1,2025-01-02,B\n"
        "C201,mug,-3,1,2025-01-03,B\n"  # bears the number of 201
        "C901,mug,-4,1,2025-01-03,B\n"
        "C902,mug,-2,1,2025-01-04,B\n"  # one of 201 is left
        "C903,tin,-7,1,2025-01-04,B\n"  # never bought
        "301,jar,80995,1,2025-01-01,D\nC302,jar,-80995,1,2025-01-01,D\n",
    )
    assert kept(tmp_path / "to") == {
        "101": 8, "102": 5, "103": 10, "201": 0, "202": 0, "301": 0, "C902": -1, "C903": -7,
    }  # fmt: skip
    assert (done.credit_notes, done.matched, done.alone) == (6, 5, 2)
    assert (done.matched_amount, done.alone_amount) == (12 + 8 + 80995, 8)
    listed = duckdb.sql(f"select credit, amount from '{done.alone_list}' order by all").fetchall()
    assert listed == [("C902", 1.0), ("C903", 7.0)]


def test_the_cost_goes_with_what_is_given_back(tmp_path: Path) -> None:
    told(tmp_path, "1,mug,10,2,2025-01-01,A\n1,jar,1,5,2025-01-01,A\nC2,mug,-4,2,2025-01-02,A\n")
    lines = landed(tmp_path / "to", "order_lines")
    assert [(row[1], row[2], *row[4:]) for row in lines] == [
        ("1", "jar", "5.00", "3.50"), ("2", "mug", "12.00", "8.40"), ("3", "mug", "8.00", "5.60"),
    ]  # fmt: skip
    assert [row[1:3] for row in landed(tmp_path / "to", "credit_notes")] == [("1", "3")]


def test_a_discount_within_an_order_is_no_credit_note_and_a_fee_within_a_note_no_order(
    tmp_path: Path,
) -> None:
    done = told(
        tmp_path,
        "1,mug,10,2,2025-01-01,A\n1,jar,1,10,2025-01-01,A\n1,discount,-1,3,2025-01-01,A\n"
        "C2,mug,-10,1.8,2025-01-02,A\nC2,fee,1,2,2025-01-02,A\n",
    )
    assert (done.orders, done.gross, done.credit_notes, done.matched_amount) == (1, 27, 1, 16)
    assert kept(tmp_path / "to") == {"1": 11}


def test_a_prefix_makes_credit_notes_of_positive_amounts(tmp_path: Path) -> None:
    rows = "1,mug,10,2,2025-01-01,A\nCN-2,mug,5,2,2025-01-02,A\n"
    assert told(tmp_path, rows, credit_prefix="CN-").matched_amount == 10


def test_a_number_used_again_is_another_order(tmp_path: Path) -> None:
    done = told(
        tmp_path,
        "7,mug,1,8,2024-03-05,A\n7,mug,1,4,2024-03-06,B\n"
        "8,mug,1,2,2024-05-05,A\n8,mug,1,3,2026-05-05,A\n",
    )
    assert (done.orders, done.reused) == (4, 2)
    assert [row[0] for row in landed(tmp_path / "to", "orders")] == ["7", "7/2", "8", "8/2"]


def test_what_no_purchase_of_its_product_explains_is_taken_off_the_latest_of_anything(
    tmp_path: Path,
) -> None:
    done = told(
        tmp_path,
        "101,mug,10,1,2025-01-01,A\n102,jar,10,1,2025-01-02,A\n103,jar,9,1,2025-01-09,A\n"
        "C104,discount,-12,1,2025-01-05,A\n"
        "C201,mug,-3,1,2025-01-01,B\n",  # bought before the list begins
    )
    assert kept(tmp_path / "to") == {"101": 8, "102": 0, "103": 9, "C201": -3}
    assert (done.orders, done.gross, done.matched_amount, done.alone_amount) == (3, 29, 12, 3)
    statuses = {row[0]: row[3] for row in landed(tmp_path / "to", "orders")}
    assert statuses["C201"] == "credit_note"


def random_list(seed: int, lines: int = 300) -> list[tuple[str, str, int, float, datetime, str]]:
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(lines):
        moment = datetime(2025, 1, 1) + timedelta(hours=int(rng.integers(0, 240)))
        is_credit = bool(rng.random() < 0.35)
        name = f"C{number}" if is_credit else str(number // 2)
        quantity = int(rng.integers(1, 9)) * (-1 if is_credit else 1)
        product, customer = f"p{rng.integers(3)}", f"K{rng.integers(6)}"
        rows.append((name, product, quantity, 1.25, moment, customer))
    return sorted(rows, key=lambda row: row[4])


@pytest.mark.parametrize("seed", range(4))
def test_the_pile_gives_what_taking_one_by_one_gives(seed: int, tmp_path: Path) -> None:
    rows = [
        (f"N{n}" if row[2] > 0 else row[0], *row[1:]) for n, row in enumerate(random_list(seed))
    ]
    told(tmp_path, "".join(",".join(map(str, row)) + "\n" for row in rows))
    events = [
        [moment, -quantity // abs(quantity), number, product, customer, abs(quantity) * PRICE]
        for number, product, quantity, _, moment, customer in rows
    ]
    expected = {
        number: amount if sign < 0 else -amount for _, sign, number, _, _, amount in sorted(events)
    }
    for pile_of in (slice(3, 5), slice(4, 5)):  # of a product, then of a customer
        piles: dict[tuple[object, ...], list[list[Any]]] = defaultdict(list)
        for event in sorted(events):
            pile = piles[tuple(event[pile_of])]
            if event[1] < 0:
                pile.append(event)
                continue
            while event[5] and pile:
                taken = min(event[5], pile[-1][5])
                expected[pile[-1][2]] -= taken
                expected[event[2]] += taken
                pile[-1][5] -= taken
                event[5] -= taken
                if not pile[-1][5]:
                    pile.pop()
    expected = {n: amount for n, amount in expected.items() if amount or n.startswith("N")}
    assert kept(tmp_path / "to") == expected


@pytest.mark.parametrize("seed", range(3))
def test_ten_days_delivered_one_by_one_give_the_same_as_at_once(seed: int, tmp_path: Path) -> None:
    rows = random_list(seed)
    days: dict[str, str] = defaultdict(lambda: TITLES)
    for row in rows:
        days[str(row[4].date())] += ",".join(map(str, row)) + "\n"
    (tmp_path / "days").mkdir()
    for day, text in days.items():
        (tmp_path / "days" / f"{day}.csv").write_text(text)
        transactions.write(
            tmp_path / "days" / f"{day}.csv", COLUMNS, Department(tmp_path / "daily")
        )
    once = transactions.write(tmp_path / "days", COLUMNS, Department(tmp_path / "once"))
    again = transactions.write(tmp_path / "days", COLUMNS, Department(tmp_path / "daily"))
    assert len(days) == 10
    assert (again.gross, again.matched_amount, again.alone_amount) == (
        once.gross, once.matched_amount, once.alone_amount,
    )  # fmt: skip
    assert again.files == () or [f.name[:9] for f in again.files] == ["customers"]
    for table in KEYS:
        daily, at_once = (
            [row for row in landed(tmp_path / folder, table) if row[AMOUNTS[table]] != "0.00"]
            for folder in ("daily", "once")
        )
        assert at_once == daily


@pytest.mark.parametrize(
    ("days", "date_format", "first"),
    [
        (["01/02/2011 9:00", "12/13/2010 8:26"], None, "2011-01-02 09:00:00"),
        (["01/02/2011 9:00", "13/12/2010 8:26"], None, "2011-02-01 09:00:00"),
        (["01/02/2011", "03/04/2011"], "month-first", "2011-01-02 00:00:00"),
        (["01/02/2011", "03/04/2011"], "day-first", "2011-02-01 00:00:00"),
        (["01.02.11", "13.12.10"], None, "2011-02-01 00:00:00"),
        (["1/2/11 1:05 PM", "1/31/11 12:00 AM"], None, "2011-01-02 13:05:00"),
        (["2011/02/01", "2010/12/13"], None, "2011-02-01 00:00:00"),
        (["20110201", "20101213"], None, "2011-02-01 00:00:00"),
        (["40575.5", "40525"], None, "2011-02-01 12:00:00"),
        (["01-Feb-11", "13-Dec-10"], None, "2011-02-01 00:00:00"),
        (["01;02;2011"], "%d;%m;%Y", "2011-02-01 00:00:00"),
        (["2011-02-01T09:30:00", "2010-12-13"], None, "2011-02-01 09:30:00"),
    ],
)
def test_the_whole_column_says_how_its_days_are_written(
    days: list[str], date_format: str | None, first: str, tmp_path: Path
) -> None:
    rows = "".join(f'A,"{day}",{n + 1}\n' for n, day in enumerate(days))
    (tmp_path / "list.csv").write_text("c,d,a\n" + rows)
    columns = Columns("c", "d", "a")
    transactions.write(
        tmp_path / "list.csv", columns, Department(tmp_path / "to"), date_format=date_format
    )
    found = [row for row in landed(tmp_path / "to", "orders") if row[-1] == "1.00"]
    assert found[0][2] == first


@pytest.mark.parametrize(
    ("days", "date_format", "said"),
    [
        (["01/02/2011", "03/04/2011"], None, "day-first or --date-format month-first"),
        (["13/12/2010", "12/13/2010"], None, "in several"),
        (["13/12/2010"], "month-first", "not every date"),
        (["yesterday"], None, "in no way known"),
    ],
)
def test_days_of_two_readings_are_asked_about(
    days: list[str], date_format: str | None, said: str, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("c,d,a\n" + "".join(f"A,{day},1\n" for day in days))
    with pytest.raises(TransactionsError, match=said):
        transactions.write(
            tmp_path / "list.csv",
            Columns("c", "d", "a"),
            Department(tmp_path / "to"),
            date_format=date_format,
        )
