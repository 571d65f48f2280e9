"""What the published marts of value and definitions must hold, whatever the company."""

from __future__ import annotations

import duckdb
import pytest

Published = duckdb.DuckDBPyConnection


def test_the_customers_who_make_the_difference_add_up_to_the_disagreement(
    published: Published,
) -> None:
    wrong, compared = published.execute(
        """
        with latest as (
            select * from marts.definition_disagreement
            qualify month = max(month) over ()
        ),
        counted as (
            select measure, department,
                count(*) filter (counted_by in ('department', 'both')) as only_department,
                count(*) filter (counted_by in ('agreed', 'both')) as only_agreed
            from marts.definition_differences group by measure, department
        )
        select count(*) filter (
            where (l.only_department, l.only_agreed) is distinct from
                (coalesce(c.only_department, 0), coalesce(c.only_agreed, 0))
        ), count(*)
        from latest as l full join counted as c using (measure, department)
        """
    ).fetchall()[0]
    assert compared > 20
    assert wrong == 0


def test_what_is_agreed_is_what_the_card_and_the_value_say(published: Published) -> None:
    """Whatever a department says, the other side of the comparison is what all read elsewhere."""
    agreed = dict(
        published.execute(
            "select measure, max(agreed_count) from marts.definition_disagreement "
            "where month = (select max(month) from marts.definition_disagreement) group by measure"
        ).fetchall()
    )
    cards = published.execute(
        """
        select count(*) filter (is_lost), count(*) filter (is_new),
            count(*) filter (open_cases > 0), count(*) filter (consent_email),
            count(*) filter (lifecycle_state <> 'prospect')
        from marts.customer_360
        """
    ).fetchall()[0]
    names = ("lost", "new", "open_case", "opted_in_by_email", "ever_bought")
    assert tuple(agreed[name] for name in names) == cards
    # The orders and turnover of the shop that are agreed are those of the star.
    orders, turnover = published.execute(
        """
        select count(distinct order_number), sum(revenue) filter (
            ordered_on > (select max(measured_on) from marts.customer_360) - interval 12 months
        )
        from marts.fct_order_lines where is_qualifying and customer_id <> 'unknown'
        """
    ).fetchall()[0]
    totals = dict(
        published.execute(
            "select measure, max(agreed_total) from marts.definition_disagreement group by measure"
        ).fetchall()
    )
    assert totals["purchases_retail"] == orders
    assert totals["revenue_12m_retail"] == pytest.approx(float(turnover))


def test_bought_data_have_a_licence_a_purpose_and_no_value_after_their_last_day(
    published: Published,
) -> None:
    expired, usable, wrong = published.execute(
        """
        select count(*) filter (not is_usable), count(*) filter (is_usable),
            count(*) filter (
                where partner is null or licence is null or purpose is null
                    or (value is null) = is_usable or is_usable <> (expires_on >= as_of)
            )
        from marts.partner_enrichment,
            (select max(month_end) as as_of from marts.customer_asset_bridge)
        """
    ).fetchall()[0]
    assert expired > 0
    assert usable > 0
    assert wrong == 0


def test_nobody_who_bought_once_is_shown_as_alive_and_every_value_lies_in_its_interval(
    published: Published,
) -> None:
    once, wrong, valued = published.execute(
        """
        select count(*) filter (frequency = 1 and p_alive is not null),
            count(*) filter (
                where clv_low > clv_high or churn_risk not between 0 and 1
            ),
            count(clv)
        from marts.customer_value
        """
    ).fetchall()[0]
    assert valued > 0
    assert (once, wrong) == (0, 0)


@pytest.mark.parametrize("column", ["predicted", "by_model"])
def test_chances_of_loss_are_within_a_tenth_of_what_came_in_all(
    published: Published, column: str
) -> None:
    predicted, observed = published.execute(
        f"""
        select sum({column} * customers) / sum(customers),
            sum(observed * customers) / sum(customers)
        from marts.churn_calibration
        """
    ).fetchall()[0]
    assert predicted == pytest.approx(observed, abs=0.1)
