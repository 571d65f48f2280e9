"""Whom the company is ending, and who lives with them, are asked for nothing anywhere."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.conftest import House

Truth = duckdb.DuckDBPyConnection

# Told from the extracts' own words, not from the models: the last decision in a line within a year
# is to cancel or not to renew. The household is that of the published marts.
ENDED = """
    with last as (
        select p.customer_id, d.line_of_business, d.decision,
            coalesce(d.effective_on, d.decided_at::date) as effective_on
        from warehouse.raw_risk.decisions as d
        join marts.customer_crosswalk as p
            on p.department = 'risk' and p.source_record_id = d.subject_ref
            and p.valid_to is null
        where d.decided_at::date <= date '2026-10-31'
        qualify row_number() over (
            partition by p.customer_id, d.line_of_business order by d.decided_at desc
        ) = 1
    )
    select distinct customer_id from last
    where decision in ('cancel', 'non_renew') and effective_on >= date '2025-11-01'
"""
CONCERNED = f"""
    with ended as ({ENDED}),
    homes as (
        select m.* from marts.household_members as m
        join marts.household_360 as h using (household_id)
        where m.valid_to is null and h.household_type not in ('group_quarters', 'business')
    )
    select customer_id from ended
    union
    select others.customer_id
    from ended join homes using (customer_id)
    join homes as others using (household_id)
"""
ASKS = (
    "save",
    "renew_insurance",
    "win_back_retail",
    "win_back_insurance",
    "cross_sell_insurance",
    "cross_sell_retail",
)


@pytest.fixture(scope="module")
def concerned(truth: Truth, house: House) -> Iterator[Truth]:
    """`ended` and `concerned` (customer_id): the company's own, and with them their households."""
    warehouse = str(house.settings.warehouse).replace("'", "''")
    truth.execute(f"attach if not exists '{warehouse}' as warehouse (read_only)")
    truth.execute(f"create or replace table ended as {ENDED}")
    truth.execute(f"create or replace table concerned as {CONCERNED}")
    yield truth
    truth.execute("detach warehouse")  # which others of this process may want to write


def test_the_sample_has_some_and_they_have_occasions(concerned: Truth) -> None:
    """Without them the counts below would prove nothing."""
    counts = concerned.execute(
        f"""
        select (select count(*) from ended), (select count(*) from concerned),
            (select count(*) from marts.next_best_actions join concerned using (customer_id)
            where action in {ASKS})
        """
    ).fetchone()
    assert counts is not None
    ended, with_households, occasions = counts
    assert ended >= 3 and with_households > ended and occasions >= 3, counts


def test_nobody_of_them_has_an_open_action_that_asks_for_something(concerned: Truth) -> None:
    found = concerned.execute(
        f"""
        select customer_id, action from marts.next_best_actions join concerned using (customer_id)
        where action in {ASKS} and len(blocked_by) = 0
        """
    ).fetchall()
    assert found == []


def test_every_channel_is_closed_to_what_asks_and_apologies_stay_possible(
    concerned: Truth,
) -> None:
    """What `audience check` and the activation files read."""
    open_ways = concerned.execute(
        """
        select customer_id, purpose, channel from concerned
        cross join unnest(['offer', 'win_back', 'cross_sell', 'newsletter', 'renewal'])
            as p(purpose)
        cross join unnest(['email', 'phone', 'post', 'sms']) as c(channel)
        anti join marts.contact_suppressions using (customer_id, purpose, channel)
        """
    ).fetchall()
    assert open_ways == []
    closed = concerned.execute(
        """
        select count(*) from marts.contact_suppressions join concerned using (customer_id)
        where purpose in ('apology', 'service') and len(list_filter(
            reasons, x -> x in ('being_cancelled', 'household_being_cancelled'))) > 0
        """
    ).fetchone()
    assert closed == (0,)


def test_the_card_gives_no_such_reason_to_call(concerned: Truth) -> None:
    """A call may only be for an apology, or to ask what is missing."""
    found = concerned.execute(
        """
        select customer_id, reason_to_call
        from marts.customer_360 join concerned using (customer_id)
        where reason_to_call like 'At risk%' or len(do_not_offer_reasons) = 0
        """
    ).fetchall()
    assert found == []
