"""A marketplace moves in with five contracts, and no SQL.

The files are laid out as such companies send them: a customer id for each order and the person
behind it in another file, promises at midnight, payments and lines in files of their own, one file
for two departments. What must come out is counted here from the rows themselves.
"""

from __future__ import annotations

import csv
import gzip
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import fmean, median
from typing import Any

import duckdb
import pytest

from orchestration.company import founding
from orchestration.company.profile import Profile
from tests.adopt.test_department import HERE
from tests.test_cli import customer360

CONTRACTS = Path(__file__).with_name("marketplace")
FALLEN = ("canceled", "unavailable")
SOURCES = ("fair", "search", "social", "", "search", "search")
BANDS = {
    "early": range(-99, 0),
    "on the day": range(1),
    "1 to 3 days late": range(1, 4),
    "4 to 7 days late": range(4, 8),
    "more than 7 days late": range(8, 99),
}


def days_late(number: int) -> int:
    return (-3, 0, 2, 5, 9)[number % 5]


def status(number: int) -> str:
    if number % 12 == 5:
        return "canceled"
    return "unavailable" if number % 12 == 7 else "shipped" if number % 10 == 3 else "delivered"


def order(number: int) -> dict[str, Any]:
    """An order; of the cancelled every second had left and was delivered, late or not."""
    bought = datetime(2018, 1, 1, 9, 30) + timedelta(days=3 * number)
    said = status(number)
    has_left = said in ("shipped", "delivered") or number % 24 == 5
    came = bought.replace(hour=23, minute=50) + timedelta(days=10 + days_late(number))
    return {
        "order_id": f"o{number}",
        "customer_id": f"c{number}",
        "order_status": said,
        "order_purchase_timestamp": bought,
        "order_approved_at": bought,
        "order_delivered_carrier_date": bought + timedelta(days=2) if has_left else "",
        "order_delivered_customer_date": came if has_left and said != "shipped" else "",
        "order_estimated_delivery_date": bought.replace(hour=0, minute=0) + timedelta(days=10),
    }


ORDERS = [order(number) for number in range(60)]
PERSON = {f"c{number}": f"p{number % 50}" for number in range(60)}
LINES = [
    (f"o{n}", line, f"sku{n % 7}", f"{10 + n}.90", "5.25")
    for n in range(60)
    if status(n) != "unavailable"
    for line in range(1, 2 + n % 2)
]
PAYMENTS = [(f"o{n}", k, f"{20 + n}.05") for n in range(60) for k in range(1, 2 + (n % 9 == 0))]
REVIEWS = [
    (f"r{n // 2}", f"o{n}", 5 - min(4, max(0, days_late(n)) // 2), "não gostei" if n % 3 else "")
    for n in range(60)
]
LEADS = [(f"l{n}", f"2018-02-{n % 28 + 1:02}", "page", SOURCES[n % 6]) for n in range(36)]
DEALS = [(f"l{n}", f"s{n}", f"3/{n % 28 + 1}/2018 9:05") for n in range(0, 36, 4)]


def write(path: Path, titles: str, rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([titles.split(), *rows])


@pytest.fixture(scope="module")
def marketplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adopt") / "marketplace"
    profile = Profile("Feira", "BRL", "BR", "pt", "America/Sao_Paulo", 1, ("marketplace",))
    founding.make(folder, profile)
    for contract in CONTRACTS.glob("_*.yml"):
        department = folder / "departments" / contract.stem.removeprefix("_")
        department.mkdir()
        shutil.copy(contract, department)
    extracts = folder / "extracts"
    for department in ("shop", "delivery"):
        titles = " ".join(ORDERS[0])
        write(extracts / department / "orders.csv.gz", titles, [o.values() for o in ORDERS])
    people = [(c, p, f"0{1001 + int(p[1:])}", "são paulo", "SP") for c, p in PERSON.items()]
    titles = "customer_id customer_unique_id customer_zip_code_prefix customer_city customer_state"
    write(extracts / "shop/customers.csv.gz", titles, people)
    titles = "order_id order_item_id product_id price freight_value"
    write(extracts / "shop/order_items.csv.gz", titles, LINES)
    titles = "order_id payment_sequential payment_value"
    write(extracts / "shop/order_payments.csv.gz", titles, PAYMENTS)
    titles = "product_id product_category_name"
    write(extracts / "shop/products.csv.gz", titles, [(f"sku{n}", "brinquedos") for n in range(7)])
    asked = [
        (review, of, score, "", text, datetime(2018, 8, 1), datetime(2018, 8, 2, 8))
        for review, of, score, text in REVIEWS
    ]
    titles = (
        "review_id order_id review_score review_comment_title review_comment_message "
        "review_creation_date review_answer_timestamp"
    )
    write(extracts / "survey/reviews.csv.gz", titles, asked)
    titles = "mql_id first_contact_date landing_page_id origin"
    write(extracts / "marketing/leads.csv.gz", titles, LEADS)
    write(extracts / "crm/deals.csv.gz", "mql_id seller_id won_date", DEALS)
    return folder


@pytest.fixture(scope="module")
def marts(marketplace: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    done = customer360("run", "--company", str(marketplace), folder=marketplace, **HERE)
    assert done.returncode == 0, done.stdout + done.stderr
    database = marketplace / "published/current/c360.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def test_a_person_is_no_order_and_keeps_town_and_postcode(marts: duckdb.DuckDBPyConnection) -> None:
    people = marts.execute(
        "select count(distinct c.customer_id), count(distinct c.customer_id) filter ("
        "where c.city is not null and c.postcode like '0%') "
        "from marts.customer_360 as c join marts.customer_crosswalk as w using (customer_id) "
        "where w.department = 'shop' and w.valid_to is null"
    ).fetchall()
    assert people == [(50, 50)]


def test_leads_are_told_by_source(marts: duckdb.DuckDBPyConnection) -> None:
    found = marts.execute("select source, leads, won, median_days_to_win from marts.lead_sources")
    came = {lead: datetime.fromisoformat(day) for lead, day, _, _ in LEADS}
    won = {
        lead: (datetime.strptime(at, "%m/%d/%Y %H:%M") - came[lead]).days for lead, _, at in DEALS
    }
    expected = {
        source or "not told": (
            sum(1 for lead in LEADS if lead[3] == source),
            sum(1 for lead in LEADS if lead[3] == source and lead[0] in won),
            median(d) if (d := [won[x[0]] for x in LEADS if x[3] == source and x[0] in won])
            else None,
        )
        for source in SOURCES
    }  # fmt: skip
    assert {source: tuple(rest) for source, *rest in found.fetchall()} == expected


def test_the_score_is_told_by_lateness_also_of_cancelled_orders(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    found = marts.execute(
        "select lateness, parcels, of_fallen_orders, satisfied_answers, round(mean_satisfied, 6) "
        "from marts.delivery_experience"
    ).fetchall()
    scores = {of: score for _, of, score, _ in REVIEWS}
    expected: dict[str, list[dict[str, Any]]] = {}
    for one in ORDERS:
        if one["order_delivered_customer_date"]:
            late = days_late(int(one["order_id"][1:]))
            band = next(name for name, days in BANDS.items() if late in days)
        elif one["order_delivered_carrier_date"]:
            band = "not delivered and overdue"  # the last day is long after every promise
        else:
            continue
        expected.setdefault(band, []).append(one)
    fallen = [one for some in expected.values() for one in some if one["order_status"] in FALLEN]
    assert fallen  # a cancelled order's parcel is among them
    assert {band: tuple(rest) for band, *rest in found} == {
        band: (
            len(some),
            sum(o["order_status"] in FALLEN for o in some),
            len(some),
            round(fmean(scores[o["order_id"]] for o in some), 6),
        )
        for band, some in expected.items()
    }


def test_only_orders_without_lines_are_said_to_have_none(marts: duckdb.DuckDBPyConnection) -> None:
    found = marts.execute(
        "select count(*) from marts.quality_issues where rule = 'order_without_lines'"
    ).fetchall()
    assert found == [(Counter(map(status, range(60)))["unavailable"],)]


def test_what_was_paid_is_summed_over_payments(marketplace: Path, marts: object) -> None:
    database = marketplace / "build/c360.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        paid = connection.execute(
            "select sum(charged_amount) filter (where standing = 'stands'), "
            "sum(shipping), count(*) filter (where standing = 'stands') from conformed.orders"
        ).fetchall()
    standing = [n for n in range(60) if status(n) not in FALLEN]
    charged = sum(Decimal(amount) for of, _, amount in PAYMENTS if int(of[1:]) in standing)
    assert paid == [(charged, len(LINES) * Decimal("5.25"), len(standing))]


def test_texts_of_a_language_without_a_lexicon_have_no_tone(
    marketplace: Path, marts: object
) -> None:
    with duckdb.connect(str(marketplace / "build/c360.duckdb"), read_only=True) as connection:
        tones = connection.execute("select distinct tone from statistics.text_readings").fetchall()
    assert tones in ([], [(None,)])
