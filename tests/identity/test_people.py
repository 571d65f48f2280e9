"""Who is one person, and who is not although nearly everything agrees."""

from __future__ import annotations

import hashlib

from orchestration import identity
from tests.identity.conftest import STRANGERS, Town


def test_father_and_son_of_one_name_at_one_address_stay_two(town: Town) -> None:
    assert town.same("crm:F1", "insurance:F1")
    assert town.same("crm:F2", "insurance:F2")
    assert not town.same("crm:F1", "crm:F2")


def test_twins_who_share_everything_but_the_given_name_stay_two(town: Town) -> None:
    assert not town.same("crm:T1", "crm:T2")
    assert town.same("crm:T1", "shop:T1")


def test_a_missing_middle_name_or_its_initial_agrees_and_another_one_does_not(town: Town) -> None:
    assert town.same("crm:M1", "shop:M1")
    assert not town.same("crm:M1", "crm:M3")


def test_a_child_using_a_parents_email_is_not_the_parent(town: Town) -> None:
    assert town.same("crm:P1", "shop:P1")
    assert not town.same("crm:P1", "shop:P2")


def test_a_phone_number_given_to_somebody_else_joins_nobody(town: Town) -> None:
    assert not town.same("crm:R1", "crm:R2")


def test_a_new_surname_and_a_new_address_at_once_is_still_she(town: Town) -> None:
    assert town.same("crm:W1", "crm:W2", "delivery:W2")


def test_one_record_that_fits_two_people_does_not_chain_them(town: Town) -> None:
    assert not town.same("crm:C1", "crm:C2")


def test_nicknames_and_slips_of_the_pen_agree(town: Town) -> None:
    assert town.same("crm:N1", "service:N2", "shop:N3")


def test_a_couple_whose_names_are_one_letter_apart_are_two_and_a_slip_of_one_is_hers(
    town: Town,
) -> None:
    assert town.same("crm:J1", "shop:J1", "delivery:J1")
    assert town.same("crm:J2", "shop:J2", "delivery:J2", "service:J2")
    assert not town.same("crm:J1", "crm:J2")


def test_a_switchboard_is_no_evidence_and_is_logged_by_hash_only(town: Town) -> None:
    assert len(set(town.customers(*(f"crm:H{i}" for i in range(12))))) == 12
    rows = town.connection.execute(
        "select field, value_hash, people, records from identity.dropped_values "
        "where field = 'phone' and reason <> 'sentinel'"
    ).fetchall()
    assert rows == [("phone", hashlib.sha256(b"+441904555123").hexdigest(), 12, 12)]


def test_a_handle_joins_through_the_order_it_names_and_never_by_its_name(town: Town) -> None:
    assert town.same("social:@harbourfan", "shop:P1")
    assert not town.same("social:@quiet", "crm:W1")


def test_strangers_find_their_own_second_record_and_nobody_elses(town: Town) -> None:
    scores = identity.evaluate(
        town.connection,
        "select record_id as member, customer_id as grp from identity.crosswalk",
        "select record_id as member, split_part(record_id, ':', 2) as grp "
        "from conformed.customer_records where record_id similar to '[a-z]+:S[0-9]+'",
    )
    assert scores.people == STRANGERS
    assert (scores.pair_precision, scores.pair_recall) == (1.0, 1.0)


def test_an_explanation_names_fields_and_the_weakest_link_but_no_value(town: Town) -> None:
    linked = identity.explain(town.connection, "crm:N1", "service:N2")
    assert linked.is_linked
    assert linked.why_not is None
    assert linked.levels["given"] == "nickname"
    assert linked.weights["phone"] > 5
    assert linked.weakest in linked.path
    apart = identity.explain(town.connection, "crm:T1", "crm:T2")
    assert not apart.is_linked
    assert apart.why_not == "A contradiction no agreement outweighs: given names differ."
    assert "okoro" not in repr(apart).lower()
