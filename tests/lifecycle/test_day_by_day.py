"""The lifecycle models, run by dbt on a random company, against the definitions day by day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import dbt
from tests.conftest import settings_in
from tests.lifecycle import company as companies

MODELS = (
    "lifecycle_windows qualifying_purchases ended_by_rules lifecycle_policy ending_decisions "
    "value_policy purchases unmade_purchases book_purchases record_spells retired_numbers "
    "record_owners customer_numbers purchase_retention customer_tenures active_periods "
    "lifecycle_events months asset_movements trailing_margins book_values book_positions "
    "asset_flows customer_asset_bridge"
)
COMPANY = companies.random_company(seed=5)
companies.plant(COMPANY)


@pytest.fixture(scope="module")
def warehouse(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    with _told(tmp_path_factory.mktemp("lifecycle"), companies.AS_OF) as connection:
        yield connection


@contextmanager
def _told(folder: Path, as_of: date) -> Iterator[duckdb.DuckDBPyConnection]:
    """The books as they are told on a day, of what had happened by then."""
    settings = settings_in(folder)
    settings.build.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        companies.write(COMPANY, connection, as_of)
    untested = ("--exclude-resource-type", "test", "unit_test")
    done = dbt.run(settings, "build", *untested, "--select", *MODELS.split())
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        yield connection


def test_a_month_is_told_today_as_it_was_told_ten_months_ago(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Refunds, cancellations, merges and splits came since; each is booked on its own day."""
    shared = (
        "select * from marts.customer_asset_bridge "
        "where segment = 'all' and month <= date '2025-12-01' order by line_of_business, month"
    )
    with _told(tmp_path, date(2025, 12, 31)) as before:
        told = before.execute(shared).fetchall()
    assert len(told) == 3 * 26
    assert warehouse.execute(shared).fetchall() == told
    since, corrected, grown = warehouse.execute(
        """
        select count(*) filter (movement = 'identity_adjustment'),
            count(*) filter (movement = 'correction'),
            (select count(*) from marts.customer_asset_bridge where growth_value <> 0)
        from conformed.asset_movements where on_date > date '2025-12-31'
        """
    ).fetchall()[0]
    assert min(since, corrected, grown) > 0


def test_the_book_is_worth_what_its_customers_brought_in_twelve_months(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Counted from the company itself, month by month, as far as was known at each month's end."""
    months = warehouse.execute("select month_end from conformed.months order by 1").fetchall()
    booked = dict(
        warehouse.execute(
            "select month_end, closing_value::double from marts.customer_asset_bridge "
            "where line_of_business = 'enterprise' and segment = 'all'"
        ).fetchall()
    )
    standing = set(
        warehouse.execute(
            "select month, customer_id from conformed.book_positions "
            "where line_of_business = 'enterprise'"
        ).fetchall()
    )
    for (end,) in months:
        worth = companies.trailing_margin(COMPANY, end)
        month = end.replace(day=1)
        expected = sum(v for customer, v in worth.items() if (month, customer) in standing)
        assert booked[end] == pytest.approx(expected, abs=0.005), end


def test_events_are_those_of_the_definitions_to_the_day(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = set(
        warehouse.execute(
            "select customer_id, line_of_business, event, on_date from conformed.lifecycle_events"
        ).fetchall()
    )
    expected = set(companies.day_by_day(COMPANY))
    assert {event for _, _, event, _ in expected} == {"new", "lapsed", "lost", "reactivated"}
    assert found == expected


def test_every_closing_is_the_next_opening_in_count_and_value(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for unit, grown in (("", "0"), ("_value", "growth_value")):
        wrong, books = warehouse.execute(
            f"""
            with ordered as (
                select *, lag(closing{unit}, 1, 0) over (
                    partition by line_of_business, segment order by month
                ) as closing_before{unit}
                from marts.customer_asset_bridge
            )
            select count(*) filter (
                where opening{unit} <> closing_before{unit}
                    or closing{unit} <> opening{unit} + new{unit} + reactivated{unit} - lost{unit}
                        + identity_adjustment{unit} + correction{unit} + {grown}
            ), count(distinct (line_of_business, segment))
            from ordered
            """
        ).fetchall()[0]
        assert (wrong, books) == (0, 9)


def test_the_last_closing_counts_the_customers_of_today(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    standing: dict[tuple[str, str], bool] = {}
    for customer, line, event, day in companies.day_by_day(COMPANY):
        assert day <= companies.AS_OF
        standing[customer, line] = event != "lost"
    for line in ("retail", "insurance", "enterprise"):
        closing = warehouse.execute(
            "select arg_max(closing, month) from marts.customer_asset_bridge "
            "where segment = 'all' and line_of_business = ?",
            [line],
        ).fetchall()[0][0]
        assert closing == sum(kept for (_, of), kept in standing.items() if of == line)


def test_merges_and_splits_change_the_books_by_adjustments_alone(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """What came in or went out under the numbers of the time, whoever they are today."""
    adjusted, beyond = warehouse.execute(
        """
        with remapped as (
            select distinct valid_from from identity.crosswalk where valid_from > date '2023-11-01'
        )
        select count(*), count(*) filter (where valid_from is null)
        from conformed.asset_movements left join remapped on on_date = valid_from
        where movement = 'identity_adjustment'
        """
    ).fetchall()[0]
    assert adjusted > 0
    assert beyond == 0


@pytest.mark.parametrize("line", ["retail", "enterprise"])
def test_a_merge_or_split_in_mid_month_makes_nobody_lost_or_new(
    warehouse: duckdb.DuckDBPyConnection, line: str
) -> None:
    """Two who stood and became one: -1. One who became two: +1. A lost one found to be one who
    stands, or told apart from one: nobody more, nobody less."""
    moved = warehouse.execute(
        """
        select customer_id[2:2], movement, sum(customers)
        from conformed.asset_movements
        where line_of_business = ? and regexp_matches(customer_id, '^[MS][A-E][12]$')
            and on_date >= date '2026-05-01'
        group by all order by all
        """,
        [line],
    ).fetchall()
    assert moved == [(family, "identity_adjustment", net) for family, net in NET.items()]


NET = {"A": -1, "B": 1, "C": 0, "D": 0, "E": 0}


def test_what_an_adjustment_is_worth_is_the_difference_of_the_books_before_and_after(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """10.01 each: two before the merge, 20.02 together after it, and so for a split."""
    worth = dict(
        warehouse.execute(
            """
            select customer_id[2:2], sum(value)::varchar
            from conformed.asset_flows
            where line_of_business = 'retail' and movement = 'identity_adjustment'
                and regexp_matches(customer_id, '^[MS][AB][12]$')
            group by all
            """
        ).fetchall()
    )
    assert worth == {"A": "0.00", "B": "0.00"}


def test_a_loss_before_the_merge_stays_in_the_books_and_leaves_todays_history(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Lost in April under the old number; in May both turn out to be one who never left."""
    booked = warehouse.execute(
        "select customer_id, on_date::varchar from conformed.asset_movements "
        "where movement = 'lost' and line_of_business = 'retail' and customer_id[:2] = 'MD'"
    ).fetchall()
    assert booked == [("MD1", "2026-04-02")]
    assert not warehouse.execute(
        "select 1 from conformed.lifecycle_events where event = 'lost' and customer_id[:2] = 'MD'"
    ).fetchall()
