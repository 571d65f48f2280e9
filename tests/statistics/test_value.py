"""Customer value from conformed tables, in a real warehouse."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.learnt import Learnt, noted
from orchestration.statistics import value

DAY = date(2025, 12, 31)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two years of orders of 400 customers, of whom one in three never came back."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema conformed; create schema statistics; create schema rules;
            create table rules.value_policy as
                select 0.1 as discount_rate, 36 as horizon_months, date '2000-01-01' as valid_from,
                    cast(null as date) as valid_to;
            create table conformed.lifecycle_policy as
                select * from (values ('retail', 365, null), ('insurance', null, 30))
                    as t(line_of_business, lost_days, grace_days);
            create table conformed.purchases as
                select 'C' || customer as customer_id, 'order' as kind,
                    date '2024-01-01' + cast(customer % 97 + nth * (20 + customer % 41) as integer)
                        as purchased_on,
                    cast(20 + customer % 13 as decimal(18, 2)) as margin,
                    'retail' as line_of_business
                from range(400) as customers(customer), range(12) as orders(nth)
                where nth <= case customer % 3 when 0 then 0 else customer % 12 end;
            create table conformed.contracts (
                customer_id varchar, product varchar, annual_amount decimal(18, 2),
                expected_cost decimal(18, 2), ends_on date, ended_on date, renewed_by varchar,
                is_in_force boolean, starts_on date default '2025-01-01',
                line_of_business varchar default 'insurance'
            );
            """
        )
        yield connection


def test_every_buyer_is_valued_once_and_the_same_on_a_rerun(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    summary = value.write(warehouse, DAY)
    first = warehouse.execute("from statistics.customer_value_scores").fetchall()
    value.write(warehouse, DAY)
    assert warehouse.execute("from statistics.customer_value_scores").fetchall() == first
    assert summary.customers == len({row[0] for row in first}) == 400
    assert summary.model is not None


def test_a_one_time_buyer_is_never_shown_as_alive(warehouse: duckdb.DuckDBPyConnection) -> None:
    value.write(warehouse, DAY)
    rows = warehouse.execute(
        """
        select count(*) = 1 as once, count(p_alive), min(p_alive), max(p_alive)
        from conformed.purchases join statistics.customer_value_scores using (customer_id)
        group by customer_id
        """
    ).fetchall()
    assert all(known == 0 for once, known, *_ in rows if once)
    assert all(0 < low <= high < 1 for once, _, low, high in rows if not once)


def test_the_interval_holds_the_value_and_nobody_outlives_the_window_that_loses_them(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    value.write(warehouse, DAY)
    wrong = warehouse.execute(
        """
        select count(*) from statistics.customer_value_scores
        where not (0 <= clv_low and clv_low <= clv and clv <= clv_high)
            or churn_risk not between 0 and 1
        """
    ).fetchall()
    assert wrong == [(0,)]
    gone = warehouse.execute(
        """
        select min(churn_risk) from statistics.customer_value_scores
        where customer_id in (
            select customer_id from conformed.purchases
            group by customer_id having max(purchased_on) < date '2024-12-31'
        )
        """
    ).fetchall()
    assert gone == [(1.0,)]


def test_a_contract_is_worth_its_margin_as_often_as_it_is_renewed(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """3 of 4 terms were renewed; the prior adds 20 terms of the same rate, so it stays 75%."""
    warehouse.execute(
        """
        insert into conformed.contracts (customer_id, product, annual_amount, expected_cost,
                ends_on, ended_on, renewed_by, is_in_force)
            select 'K', 'home', 300, 200, date '2024-06-30', date '2024-06-30',
                case when nth < 3 then 'next' end, false from range(4) as terms(nth);
        insert into conformed.contracts (customer_id, product, annual_amount, expected_cost,
                ends_on, ended_on, renewed_by, is_in_force) values
            ('K', 'home', 300, 200, date '2026-01-01', null, null, true);
        insert into conformed.purchases values
            ('K', 'contract', date '2025-01-01', 100, 'insurance')
        """
    )
    value.write(warehouse, DAY)
    expected, clv, low, high, risk = warehouse.execute(
        """
        select expected_purchases_12m, clv, clv_low, clv_high, churn_risk
        from statistics.customer_value_scores where customer_id = 'K'
        """
    ).fetchall()[0]
    assert expected == pytest.approx(0.75)
    assert clv == pytest.approx(100 * (0.75 + 0.75**2 / 1.1 + 0.75**3 / 1.21), rel=0.001)
    # 90 of 100 such customers renew at most thrice, and 10 not once.
    assert low == 0
    assert high == pytest.approx(100 * (1 + 1 / 1.1 + 1 / 1.21), rel=0.001)
    assert risk == pytest.approx(0.25)


def test_terms_cut_short_are_a_rate_of_the_cover_seen_and_not_a_share_of_the_terms_known(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """In a book of one year nothing has reached its end: ten of a hundred terms were cut short in
    fifty years of cover, so half a year more costs one in ten, and the end is anybody's guess."""
    warehouse.execute(
        """
        insert into conformed.contracts (customer_id, product, annual_amount, expected_cost,
            starts_on, ends_on, ended_on, renewed_by, is_in_force)
        select 'S' || n, 'home', 300, 200, date '2025-07-01', date '2026-06-30',
            case when n < 10 then date '2025-10-01' end, null, n >= 10
        from range(100) as terms(n);
        insert into conformed.purchases
        select 'S' || n, 'contract', date '2025-07-01', 100, 'insurance' from range(100) as t(n)
        """
    )
    value.write(warehouse, DAY)
    years = (90 * (DAY - date(2025, 7, 1)).days + 10 * 92) / 365.25
    left = (date(2026, 6, 30) - DAY).days / 365.25
    expected = 1 - math.exp(-10 / years * left) * 0.5
    by_line = warehouse.execute(
        "select distinct churn_risk, line_of_business from statistics.line_risks "
        "where customer_id in ('S10', 'S99')"
    ).fetchall()
    assert by_line == [(pytest.approx(expected), "insurance")]
    assert warehouse.execute(
        "select churn_risk from statistics.customer_value_scores where customer_id = 'S50'"
    ).fetchall() == [(pytest.approx(expected),)]


def test_too_few_buyers_leave_orders_unvalued_and_contracts_valued(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("delete from conformed.purchases where customer_id <> 'C1'")
    summary = value.write(warehouse, DAY)
    assert summary.model is None
    assert warehouse.execute(
        "select customer_id, p_alive, clv, churn_risk from statistics.customer_value_scores"
    ).fetchall() == [("C1", None, None, None)]


def test_without_any_margin_the_worth_is_unknown_and_the_next_purchase_is_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("update conformed.purchases set margin = 0")
    value.write(warehouse, DAY)
    assert warehouse.execute(
        """
        select count(clv), count(p_alive) > 0, count(expected_purchases_12m), count(churn_risk)
        from statistics.customer_value_scores
        """
    ).fetchall() == [(0, True, 400, 400)]


def test_an_unknown_margin_leaves_the_worth_of_its_customer_unknown_and_nobody_elses(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute(
        """
        update conformed.purchases set margin = null where customer_id = 'C5';
        update conformed.purchases set margin = null
        where customer_id = 'C7' and purchased_on = (
            select min(purchased_on) from conformed.purchases where customer_id = 'C7'
        );
        insert into conformed.contracts (customer_id, product, annual_amount, expected_cost,
                ends_on, ended_on, renewed_by, is_in_force) values
            ('C8', 'home', 300, null, date '2026-06-30', null, null, true),
            ('C10', 'home', 300, 200, date '2026-06-30', null, null, true)
        """
    )
    value.write(warehouse, DAY)
    found = warehouse.execute(
        """
        select customer_id, clv is null, clv_low is null, churn_risk is null
        from statistics.customer_value_scores
        where clv is null or customer_id in ('C7', 'C10')
        order by customer_id
        """
    ).fetchall()
    assert found == [
        ("C10", False, False, False),
        ("C5", True, True, False),
        ("C7", False, False, False),
        ("C8", True, True, False),
    ]


def test_no_policy_in_force_is_an_error_that_says_so(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("update rules.value_policy set valid_from = date '2030-01-01'")
    with pytest.raises(LookupError, match="value_policy must be in force on 2025-12-31, and 0 are"):
        value.write(warehouse, DAY)


def test_a_loss_that_the_policy_dates_beyond_the_year_is_none_in_chance_and_outcome(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Whoever bought on the day asked is lost no sooner than 731 days later."""
    warehouse.execute("update conformed.lifecycle_policy set lost_days = 730")
    warehouse.execute(
        "update conformed.purchases set purchased_on = date '2024-12-31' "
        "where customer_id < 'C2' and purchased_on = "
        "(select max(purchased_on) from conformed.purchases)"
    )
    value.write(warehouse, DAY)
    lowest = warehouse.execute(
        "select predicted, observed from statistics.churn_calibration "
        "where as_of_on = date '2024-12-31' and decile = 1"
    ).fetchall()
    assert lowest == [(0.0, 0.0)]


def test_calibration_asks_only_days_with_a_year_behind_them_and_who_was_not_yet_lost(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    value.write(warehouse, DAY)
    days = warehouse.execute(
        """
        select as_of_on, sum(customers), min(predicted), max(predicted),
            min(observed), max(observed)
        from statistics.churn_calibration group by as_of_on order by as_of_on
        """
    ).fetchall()
    assert days[-1][0] == date(2024, 12, 31)
    for day, customers, *shares in days:
        standing = warehouse.execute(
            """
            select count(*) from (
                select max(purchased_on) as last_on from conformed.purchases
                where purchased_on <= $day group by customer_id
            ) where last_on + 365 >= $day
            """,
            {"day": day},
        ).fetchall()[0][0]
        assert customers == standing
        assert all(0 <= share <= 1 for share in shares)


def test_on_the_day_that_somebody_is_erased_nobody_elses_figures_change(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute(
        """
        insert into conformed.contracts (customer_id, product, annual_amount, expected_cost,
                ends_on, ended_on, renewed_by, is_in_force)
        select 'C' || i, 'home', 100, 60, date '2026-06-30', null, null, true
        from range(40, 80) as r(i)
        union all
        select 'C' || i, 'home', 100, 60, date '2025-06-30', date '2025-06-30',
            if(i % 3 = 0, 'next', null), false
        from range(20, 80) as r(i)
        """
    )
    others = "from statistics.customer_value_scores where cast(customer_id[2:] as int) >= 40"
    learnt = Learnt(DAY)
    value.write(warehouse, DAY, learnt)
    learnt.write(warehouse)
    before = warehouse.execute(others).fetchall()
    for table in ("purchases", "contracts"):
        warehouse.execute(f"delete from conformed.{table} where cast(customer_id[2:] as int) < 40")
    day, kept = noted(warehouse)
    assert day == DAY
    value.write(warehouse, DAY, Learnt(DAY, kept))
    assert warehouse.execute(others).fetchall() == before
    value.write(warehouse, DAY)
    assert warehouse.execute(others).fetchall() != before  # the next day learns without them
