"""Who has died, complained or cannot be reached: against the planted truth."""

from __future__ import annotations

import duckdb
import pytest

from tests.truth.conftest import score

Truth = duckdb.DuckDBPyConnection


@pytest.mark.parametrize("state", ["deceased", "complained", "unreachable"])
def test_states_of_people_are_found_as_planted(truth: Truth, state: str) -> None:
    result = score(
        truth,
        f"""
        select person_id, channel from marts.person_states join person_of using (customer_id)
        where state = '{state}' and reason <> 'bounce'
        """,
        f"select person_id, channel from truth.states where state = '{state}'",
    )
    assert result.precision >= 0.95, result
    assert result.recall >= 0.95, result


def test_nobody_who_has_died_is_to_be_written_to_or_lives_in_a_household(truth: Truth) -> None:
    died = "select customer_id from person_of join truth.states using (person_id) "
    died += "where state = 'deceased'"
    [(marked, offered, asked, housed)] = truth.execute(
        f"""
        select
            (select count(*) from marts.customer_360 where customer_id in ({died})
                and list_contains(person_states, 'deceased')),
            (select count(*) from marts.customer_360 where customer_id in ({died})
                and not list_contains(do_not_offer_reasons, 'deceased')),
            (select count(*) from marts.next_best_actions where customer_id in ({died})
                and len(blocked_by) = 0),
            (select count(*) from marts.household_members where customer_id in ({died})
                and valid_to is null)
        """
    ).fetchall()
    assert marked > 0
    assert (offered, asked, housed) == (0, 0, 0)


def test_a_mark_is_no_part_of_a_name(truth: Truth) -> None:
    [(shown,)] = truth.execute(
        "select count(*) from marts.customer_360 "
        "where regexp_matches(display_name, '(?i)deceased|decd|the late')"
    ).fetchall()
    assert shown == 0
