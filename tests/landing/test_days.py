"""A day of nobody's time is no day, whichever format brings it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.company.departments import Column, Department
from orchestration.company.mapped import FeedRows, FeedValue
from orchestration.landing import ledger
from orchestration.landing.day import set_as_of
from tests.landing.house import CUSTOMERS, House

COLUMNS = (
    Column("person_id", "varchar", "Id", required=True),
    Column("born_on", "date", "Born"),
    Column("seen_at", "timestamp", "Seen", required=True),
)
DAYS = [
    ("a", "0001-01-01", None), ("b", "1900-01-01", None), ("c", "1900-01-02", "1900-01-02"),
    ("d", "2199-12-31", "2199-12-31"), ("e", "2200-01-01", None), ("f", "9999-12-31", "9999-12-31"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_impossible_day_is_emptied_and_where_one_is_required_the_record_rejected(
    form: str, house: House, tmp_path: Path
) -> None:
    extract = replace(CUSTOMERS, format=form, pattern=f"people_*.{form}", columns=COLUMNS)
    house = replace(house, extract=extract)
    rows = [(name, day, "2026-01-01 10:00:00") for name, day, _ in DAYS]
    rows.append(("g", "2000-01-01", "0001-01-01 00:00:00"))
    with duckdb.connect() as connection:
        connection.execute('create table t ("Id" varchar, "Born" date, "Seen" timestamp)')
        connection.executemany("insert into t values (?, ?, ?)", rows)
        path = tmp_path / f"people_1.{form}"
        connection.execute(f"copy t to '{path}' (format {form})")
    receipt = house.fate(path.name, path.read_bytes())
    assert (receipt.loaded, receipt.rejected) == (6, 1)
    assert house.rows("person_id, born_on::varchar") == [(name, kept) for name, _, kept in DAYS]
    kinds = [kind for (kind,) in house.rejects("kind")]
    assert sorted(kinds) == ["record", "value", "value", "value"]


@pytest.mark.parametrize(
    ("feed", "column", "day"),
    [
        ("purchases", "ordered_at", "2025-11-05"),  # it has happened
        ("contract_payments", "due_on", "2025-07-15"),  # it may be a plan
    ],
)
def test_a_date_that_a_feed_takes_for_a_moment_moves_the_day_and_a_plan_does_not(
    feed: str, column: str, day: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bills = replace(
        CUSTOMERS, department="billing", table="bills", key=("bill",), event_time="billed_on",
        columns=(Column("bill", "varchar", "Bill"), Column("billed_on", "date", "Day")),
        feeds=(FeedRows(feed, ((column, FeedValue(("billed_on",))),)),),
    )  # fmt: skip
    both = tuple(Department(e.department, "", "Tests", (e,)) for e in (CUSTOMERS, bills))
    monkeypatch.setattr("orchestration.landing.day.departments", lambda: both)
    monkeypatch.setattr("orchestration.landing.day.sound_extracts", lambda: (CUSTOMERS, bills))
    house.connection.execute("create schema raw_crm; create schema raw_billing")
    house.connection.execute(
        "create table raw_crm.people as select timestamp '2025-07-15 08:30:00' as seen_at"
    )
    house.connection.execute(
        "create table raw_billing.bills as select date '2025-11-05' as billed_on"
    )
    house.connection.execute(ledger.TABLES)
    assert str(set_as_of(house.connection)) == day
