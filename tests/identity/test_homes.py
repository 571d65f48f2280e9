"""Who lives with whom."""

from __future__ import annotations

from tests.identity.conftest import Town


def test_a_family_of_two_surnames_and_one_home_is_one_household(town: Town) -> None:
    household, kind, people = town.household("crm:F1")
    assert town.household("crm:F2") == (household, "family", 2)
    assert (kind, people) == ("family", 2)


def test_unrelated_people_sharing_a_house_are_a_shared_household(town: Town) -> None:
    assert {town.household(f"crm:A{i}") for i in range(3)} == {
        (town.household("crm:A0")[0], "shared", 3)
    }


def test_a_care_home_is_group_quarters_and_not_a_family(town: Town) -> None:
    assert town.household("crm:G0")[1:] == ("group_quarters", 12)


def test_two_flats_of_one_house_are_two_homes_however_the_unit_is_written(town: Town) -> None:
    assert town.household("crm:B1") == town.household("crm:B2")
    assert town.household("crm:B1")[1] == "couple"
    assert town.household("crm:B3")[2] == 1


def test_leaving_out_the_flat_joins_no_strangers_in_a_block(town: Town) -> None:
    assert town.household("crm:B4")[2] == 1


def test_a_move_ends_one_membership_on_the_day_the_next_begins(town: Town) -> None:
    rows = town.connection.execute(
        """
        select m.valid_from::varchar, m.valid_to::varchar
        from identity.household_memberships as m
        join identity.crosswalk as c on m.customer_id = c.customer_id
        where c.record_id = 'crm:W1'
        order by m.valid_from
        """
    ).fetchall()
    assert rows == [("2024-01-01", "2025-06-01"), ("2025-06-01", None)]


def test_everybody_lives_in_at_most_one_household_at_a_time(town: Town) -> None:
    rows = town.connection.execute(
        """
        select a.customer_id
        from identity.household_memberships as a
        join identity.household_memberships as b on a.customer_id = b.customer_id
            and (a.household_id, a.valid_from) < (b.household_id, b.valid_from)
        where a.valid_from < coalesce(b.valid_to, date '9999-12-31')
            and b.valid_from < coalesce(a.valid_to, date '9999-12-31')
        """
    ).fetchall()
    assert rows == []


def test_an_address_that_names_a_company_or_a_nursing_home_makes_no_couple(town: Town) -> None:
    assert town.household("crm:K1")[1] == "business"
    assert town.household("crm:L1")[1] == "group_quarters"
    assert not town.same("crm:K1", "shop:K2")
