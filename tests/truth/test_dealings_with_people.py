"""Journeys, retold stories, conflicts, consent and voice: against the planted truth."""

from __future__ import annotations

import duckdb
import pytest

from tests.truth.conftest import score

Truth = duckdb.DuckDBPyConnection


@pytest.mark.parametrize("goal", ["buy", "receive", "get_help", "claim", "renew", "leave"])
def test_journeys_end_as_planted_and_name_the_first_problem_step(truth: Truth, goal: str) -> None:
    columns = "person_id, reference, outcome, first_problem_step"
    result = score(
        truth,
        f"""
        select {columns} from marts.journeys join person_of using (customer_id)
        where goal = '{goal}' and outcome <> 'open' and reference is not null
        """,
        f"""
        select {columns} from truth.journeys
        where goal = '{goal}' and outcome <> 'open' and reference is not null
        """,
    )
    assert result.precision >= 0.95, result
    assert result.recall >= 0.95, result


def test_stories_told_again_are_found(truth: Truth) -> None:
    columns = "person_id, topic, times_retold, contacts"
    result = score(
        truth,
        f"""
        select {columns} from marts.repeat_contacts join person_of using (customer_id)
        where times_retold > 0
        """,
        """
        select person_id, topic, times_retold, len(contact_ids) as contacts
        from truth.retold where times_retold > 0
        """,
    )
    assert result.precision >= 0.95, result
    assert result.recall >= 0.95, result


def test_conflicting_messages_are_found_pair_by_pair(truth: Truth) -> None:
    columns = "message_a, message_b, rule, level"
    result = score(
        truth,
        f"select {columns} from marts.communication_conflicts",
        f"select {columns} from truth.conflicts",
    )
    assert result.precision >= 0.95, result
    assert result.recall >= 0.95, result


def test_messages_after_an_opt_out_are_found(truth: Truth) -> None:
    columns = "message_id, purpose, channel"
    result = score(
        truth,
        f"select {columns} from marts.consent_breaches",
        f"select {columns} from truth.consent_breaches",
    )
    assert result.precision >= 0.95, result
    assert result.recall >= 0.95, result


def test_weighting_brings_the_scores_of_all_time_nearer_to_everyone_invited(truth: Truth) -> None:
    """Mean distance to the truth over the three questions: weighted below raw."""
    raw, weighted = truth.execute(
        """
        with truths as (
            select 'satisfied' as question, 100 * avg((satisfied >= 4)::int) as true_score
            from truth.opinions
            union all
            select 'repurchase', 100 * avg((repurchase >= 4)::int) from truth.opinions
            union all
            select 'recommend',
                100 * (avg((recommend >= 9)::int) - avg((recommend <= 6)::int))
            from truth.opinions
        )
        select avg(abs(raw_score - true_score)), avg(abs(weighted_score - true_score))
        from marts.experience_scores join truths using (question)
        where month is null and segment = 'all'
        """
    ).fetchall()[0]
    assert weighted < raw


def test_what_really_drives_each_answer_ranks_as_planted(truth: Truth) -> None:
    """By share of what people feel differently; one swap of neighbours of six is 0.943."""
    correlations = truth.execute(
        """
        with ranked as (
            select outcome,
                rank() over (partition by outcome order by importance_share) as planted,
                rank() over (partition by outcome order by weight_share) as found
            from marts.experience_drivers join truth.drivers using (driver)
            where weight_share is not null
        )
        select corr(planted, found) from ranked group by outcome
        """
    ).fetchall()
    assert len(correlations) == 3
    assert min(correlation for (correlation,) in correlations) >= 0.9


def test_what_all_programmes_brought_together_holds_what_they_caused(truth: Truth) -> None:
    """The pooled gain, against the margin of the orders that the campaigns caused."""
    caused, low, high, programmes, joined = truth.execute(
        """
        select
            (select sum(true_uplift * returns.treated)
                from truth.actions
                join marts.action_returns as returns on returns.action = actions.campaign_id
                where metric = 'margin_gbp'),
            gain_low, gain_high, programmes,
            (select count(*) from truth.actions where metric = 'margin_gbp')
        from marts.action_returns
        where scope = 'all_programmes'
        """
    ).fetchall()[0]
    assert programmes == joined > 3
    assert caused > 0
    assert low <= caused <= high


def test_no_programme_is_called_the_wrong_way_round(truth: Truth) -> None:
    wrong = truth.execute(
        """
        select action, verdict
        from marts.action_returns as returns
        join truth.actions on action = campaign_id and metric = 'margin_gbp'
        where verdict = 'positive' and true_uplift * returns.treated <= cost
            or verdict = 'negative' and true_uplift * returns.treated >= cost
        """
    ).fetchall()
    assert not wrong


def test_the_uplift_interval_covers_the_true_uplift(truth: Truth) -> None:
    covered, measured = truth.execute(
        """
        select count(*) filter (where true_uplift between low and high), count(*)
        from truth.actions
        join marts.action_outcomes
            on action_outcomes.action = actions.campaign_id
            and action_outcomes.metric = replace(actions.metric, '_gbp', '')
        where low is not null
        """
    ).fetchall()[0]
    assert measured > 0
    assert covered / measured >= 0.8
