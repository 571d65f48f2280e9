"""One arbitration of actions: what the card forbids is not proposed, and all of it has room."""

from __future__ import annotations

import duckdb

from tests.conftest import UNTIL

Truth = duckdb.DuckDBPyConnection
DONE = """
    select a.*, c.birth_on, c.customer_kind, c.person_states, c.open_cases, c.do_not_offer_reasons
    from marts.next_best_actions as a join marts.customer_360 as c using (customer_id)
    where len(a.blocked_by) = 0
"""


def test_there_is_something_to_do_and_something_to_hold_back(truth: Truth) -> None:
    """Without them the counts below would prove nothing."""
    done, held_back, reasons = truth.execute(
        """
        select count(*) filter (len(blocked_by) = 0), count(*) filter (len(blocked_by) > 0),
            (select count(distinct reason) from marts.action_blocks)
        from marts.next_best_actions
        """
    ).fetchall()[0]
    assert done > 100 and held_back > 100 and reasons >= 8


def test_nobody_gets_two_things_on_one_day_and_no_channel_more_than_it_carries(
    truth: Truth,
) -> None:
    assert (
        truth.execute(
            f"select customer_id from ({DONE}) group by customer_id having count(*) > 1"
        ).fetchall()
        == []
    )
    by_channel = dict(
        truth.execute(f"select channel, count(*) from ({DONE}) group by channel").fetchall()
    )
    assert by_channel["phone"] <= 50 and by_channel.get("post", 0) <= 200
    left = truth.execute(
        f"""
        select count(*) from marts.next_best_actions as a
        where channel = 'phone' and list_contains(blocked_by, 'no_capacity')
            and expected_value > (
                select min(expected_value) from ({DONE}) where channel = 'phone'
            )
        """
    ).fetchall()
    assert left == [(0,)]


def test_minors_the_dead_and_who_has_a_complaint_open_are_asked_for_nothing(truth: Truth) -> None:
    found = truth.execute(
        f"""
        select customer_id, action from ({DONE})
        where asks_for <> 'nothing' and (
            birth_on > date '{UNTIL}' - interval 18 years
            or list_has_any(person_states, ['deceased', 'minor', 'staff', 'test', 'complained'])
            or list_contains(do_not_offer_reasons, 'open_complaint')
            or customer_kind = 'organisation'
        )
        """
    ).fetchall()
    assert found == []


def test_nobody_is_sent_what_they_opted_out_of_by_purpose_and_channel(truth: Truth) -> None:
    found = truth.execute(
        f"""
        select customer_id, action from ({DONE})
        join marts.consent_states using (customer_id, channel)
        where consent_states.purpose = 'marketing' and consent_states.valid_to is null
            and not is_allowed and asks_for in ('buy', 'stay')
        """
    ).fetchall()
    assert found == []


def test_worth_is_the_customers_own_and_never_below_what_it_costs(truth: Truth) -> None:
    low, save, cross_sell = truth.execute(
        f"""
        select min(expected_value),
            count(distinct expected_value) filter (action = 'save') * 1.0
                / nullif(count(*) filter (action = 'save'), 0),
            count(distinct expected_value) filter (action = 'cross_sell_insurance')
        from ({DONE})
        """
    ).fetchall()[0]
    assert low > 0 and save > 0.8 and cross_sell > 20


def test_only_who_may_still_be_kept_is_rung_up_to_stay(truth: Truth) -> None:
    wrong, kept = truth.execute(
        f"""
        select count(*) filter (churn_risk > 0.95), count(*)
        from ({DONE}) join marts.customer_risks as r using (customer_id)
        where action = 'save' and r.line_of_business = 'enterprise'
        """
    ).fetchall()[0]
    assert wrong == 0 < kept


def test_alerts_are_few_and_none_is_open_whose_parcel_has_come(truth: Truth) -> None:
    a_year, customers, open_ones, come = truth.execute(
        f"""
        select count(*) filter (raised_at > timestamp '{UNTIL}' - interval 1 year),
            (select count(*) from marts.customer_360),
            count(*) filter (status = 'open'),
            count(*) filter (status = 'open' and closed_at is not null)
        from marts.alerts
        """
    ).fetchall()[0]
    assert 0 < a_year <= customers / 10
    assert open_ones < 20 and come == 0
