"""Couples, firms and their staff, and numbers given twice: against the planted truth."""

from __future__ import annotations

import duckdb

from tests.truth.conftest import score

Truth = duckdb.DuckDBPyConnection
FIRMS = """
    select crosswalk.customer_id, organisations.organisation_id
    from marts.customer_crosswalk as crosswalk
    join truth.organisations using (department, source_record_id)
    where crosswalk.valid_to is null
"""


def count(truth: Truth, query: str) -> int:
    return int(truth.execute(f"select count(*) from ({query})").fetchall()[0][0])


def test_a_parcel_for_both_partners_makes_them_nobody_one(truth: Truth) -> None:
    couples = "select distinct person_id, also_person_id from truth.joint_records"
    assert count(truth, couples) > 20
    # A misheard name may put a record of the one with the other; nearly all of one's are one's own.
    own = """
        select records.person_id, crosswalk.customer_id
        from marts.customer_crosswalk as crosswalk
        join truth.records using (department, source_record_id)
        where crosswalk.valid_to is null
        group by records.person_id, crosswalk.customer_id
        qualify row_number() over (
            partition by records.person_id order by count(*) desc, crosswalk.customer_id
        ) = 1
    """
    fused = f"""
        select couples.person_id
        from ({couples}) as couples
        join ({own}) as one on couples.person_id = one.person_id
        join ({own}) as other on couples.also_person_id = other.person_id
        where one.customer_id = other.customer_id
    """
    assert count(truth, fused) == 0


def test_a_parcel_for_both_is_one_of_the_twos(truth: Truth) -> None:
    known = """
        select joint.source_record_id, crosswalk.customer_id, joint.person_id, joint.also_person_id
        from truth.joint_records as joint
        join marts.customer_crosswalk as crosswalk using (department, source_record_id)
        where crosswalk.valid_to is null
            and joint.person_id in (select person_id from person_of)
            and joint.also_person_id in (select person_id from person_of)
    """
    theirs = f"""
        select distinct known.source_record_id
        from ({known}) as known
        join person_of using (customer_id)
        where person_of.person_id in (known.person_id, known.also_person_id)
    """
    assert count(truth, theirs) >= 0.9 * count(truth, known) > 0


def test_a_firm_is_one_customer_of_its_own_kind(truth: Truth) -> None:
    result = score(
        truth,
        f"select a.customer_id, b.customer_id from ({FIRMS}) as a join ({FIRMS}) as b "
        "on a.organisation_id = b.organisation_id and a.customer_id = b.customer_id",
        f"select a.customer_id, b.customer_id from ({FIRMS}) as a join ({FIRMS}) as b "
        "using (organisation_id)",
    )
    assert result.recall >= 0.95, result
    firms = count(truth, "select distinct organisation_id from truth.organisations")
    assert count(truth, f"select distinct customer_id from ({FIRMS})") >= firms
    strange = f"""
        select customer_id from marts.customer_360
        where (customer_kind = 'organisation')
            <> (customer_id in (select customer_id from ({FIRMS})))
    """
    assert count(truth, strange) == 0
    people = f"select customer_id from ({FIRMS}) semi join person_of using (customer_id)"
    assert count(truth, people) == 0


def test_staff_are_contacts_of_their_firm_and_nobody_else_is(truth: Truth) -> None:
    result = score(
        truth,
        f"""
        select firms.organisation_id, person_of.person_id
        from marts.organisation_contacts as contacts
        join ({FIRMS}) as firms on contacts.organisation_id = firms.customer_id
        left join person_of on contacts.customer_id = person_of.customer_id
        """,
        "from truth.staff",
    )
    assert result.precision >= 0.95, result
    assert result.recall >= 0.95, result


def test_a_number_given_twice_is_the_first_ones_and_the_other_is_told(truth: Truth) -> None:
    taken = "select order_number from truth.reused_numbers"
    assert count(truth, taken) > 20
    told = """
        select source_record_id from marts.quality_issues
        where rule = 'record_rejected' and source_record_id like 'orders!_%' escape '!'
    """
    assert count(truth, told) == count(truth, taken)
    # What the first one bought stands alone: nothing of the other's is added to it.
    moved = """
        select taken.order_number
        from truth.reused_numbers as taken
        left join marts.fct_order_lines as lines using (order_number)
        group by taken.order_number, taken.first_lines, taken.first_ordered_at
        having count(lines.order_line_id) <> taken.first_lines
            or max(lines.ordered_on) <> cast(taken.first_ordered_at as date)
    """
    assert count(truth, moved) == 0
