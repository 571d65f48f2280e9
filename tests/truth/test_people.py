"""Who is who, who lives with whom, who is new and who is lost: against the planted truth."""

from __future__ import annotations

import duckdb

from tests.truth.conftest import score

Truth = duckdb.DuckDBPyConnection


def pairs(records: str, group: str) -> str:
    """Unordered pairs of members that share `group`."""
    return f"""
        select a.member as a, b.member as b
        from ({records}) as a join ({records}) as b
            on a.{group} = b.{group} and a.member < b.member
    """


def test_records_of_one_person_share_a_number_and_no_others_do(truth: Truth) -> None:
    found = """
        select department || ':' || source_record_id as member, customer_id as who
        from marts.customer_crosswalk
        -- Records of firms, and of two people at once, are no one person's.
        semi join truth.records using (department, source_record_id)
        where valid_to is null
    """
    expected = """
        select department || ':' || source_record_id as member, person_id as who
        from truth.records
    """
    result = score(truth, pairs(found, "who"), pairs(expected, "who"))
    assert result.precision >= 0.99, result
    assert result.f1 >= 0.98, result


def test_every_true_record_has_exactly_one_current_customer(truth: Truth) -> None:
    rows = truth.execute(
        """
        select count(*)
        from truth.records
        left join (
            select department, source_record_id, count(*) as numbers
            from marts.customer_crosswalk where valid_to is null group by all
        ) using (department, source_record_id)
        where numbers is distinct from 1
        """
    ).fetchall()
    assert rows == [(0,)]


def test_households_are_the_people_who_live_together(truth: Truth) -> None:
    """Exact households among people known to us and alive, by the last residence in the truth."""
    share = truth.execute(
        """
        with known as (
            select distinct person_id from person_of
            where person_id not in (select person_id from truth.states where state = 'deceased')
        ),
        lives as (
            select person_id, household_id
            from truth.residences join known using (person_id)
            where valid_to is null and household_type <> 'group_quarters'
        ),
        expected as (
            select household_id, sorted_members
            from (
                select household_id, list(person_id order by person_id) as sorted_members
                from lives group by household_id
            )
        ),
        found as (
            select household_id, list(distinct person_id order by person_id) as sorted_members
            from marts.household_members join person_of using (customer_id)
            where valid_to is null
            group by household_id
        )
        select count(*) filter (where found.household_id is not null) / count(*)
        from expected left join found using (sorted_members)
        """
    ).fetchall()[0][0]
    assert share >= 0.93


def lifecycle(event: str, line: str) -> tuple[str, str]:
    found = f"""
        select person_id, on_date
        from marts.lifecycle_events join person_of using (customer_id)
        where event = '{event}' and line_of_business = '{line}'
    """
    expected = f"""
        select person_id, on_date from truth.lifecycle
        where event = '{event}' and line_of_business = '{line}'
    """
    return found, expected


def test_new_and_lost_customers_are_dated_to_the_day(truth: Truth) -> None:
    for event in ("new", "lost"):
        for line in ("retail", "insurance", "enterprise"):
            result = score(truth, *lifecycle(event, line))
            assert result.precision >= 0.96, (event, line, result)
            assert result.recall >= 0.96, (event, line, result)


def test_who_ended_an_insurance_relationship_is_known(truth: Truth) -> None:
    result = score(
        truth,
        "select person_id, on_date, ended_by from marts.lifecycle_events "
        "join person_of using (customer_id) where event = 'lost' "
        "and line_of_business = 'insurance'",
        "select person_id, on_date, ended_by from truth.lifecycle "
        "where event = 'lost' and line_of_business = 'insurance'",
    )
    assert result.precision >= 0.95, result
    assert result.recall >= 0.95, result


def test_who_got_a_number_that_was_somebody_elses_is_not_that_person(truth: Truth) -> None:
    """A telephone number given up and issued again joins nobody."""
    [(planted, joined)] = truth.execute(
        """
        with owners as (
            select people.person_id, people.phone_from_person_id
            from truth.people where phone_from_person_id is not null
        ),

        holders as (
            select distinct records.person_id, crosswalk.customer_id
            from truth.records as records
            join marts.customer_crosswalk as crosswalk using (department, source_record_id)
            where crosswalk.valid_to is null
        )

        select
            count(*) filter (new.customer_id is not null and old.customer_id is not null),
            count(*) filter (new.customer_id = old.customer_id)
        from owners
        left join holders as new on owners.person_id = new.person_id
        left join holders as old on owners.phone_from_person_id = old.person_id
        """
    ).fetchall()
    assert planted > 10
    assert joined == 0
