"""Answers without a date and words that no rule knows: against the planted truth."""

from __future__ import annotations

import duckdb

Truth = duckdb.DuckDBPyConnection
CHANNELS = ("email", "phone", "post", "sms")


def test_a_no_without_its_date_blocks_every_channel_from_the_day_it_was_delivered(
    truth: Truth,
) -> None:
    planted = truth.execute(
        """
        select preference_id, delivered_on, crosswalk.customer_id
        from truth.undated_answers
        join truth.records using (person_id)
        join marts.customer_crosswalk as crosswalk using (department, source_record_id)
        where department = 'marketing' and crosswalk.valid_to is null
        """
    ).fetchall()
    assert len(planted) > 4
    dated = 0
    for preference, delivered_on, customer in planted:
        standing = truth.execute(
            "select channel, is_allowed, evidence, valid_from::date from marts.consent_states "
            "where customer_id = ? and is_current and purpose = 'marketing'",
            [customer],
        ).fetchall()
        refused = {channel for channel, is_allowed, *_ in standing if not is_allowed}
        assert refused == set(CHANNELS), preference
        days = {day for *_, evidence, day in standing if evidence == preference}
        assert days <= {delivered_on}
        dated += bool(days)
    assert dated > 0, "an older no of the same people must not hide all of them"


def test_a_word_that_no_rule_knows_permits_nothing_and_may_be_a_no(truth: Truth) -> None:
    [(permitted, denied, perhaps)] = truth.execute(
        """
        select
            count(*) filter (where is_allowed),
            count(distinct word.source_record_id)
                filter (where not is_allowed and word.column_name = 'answer'),
            (select count(*) from truth.unknown_words where column_name = 'answer')
        from truth.unknown_words as word
        join marts.consent_states as states on states.evidence = word.source_record_id
        where word.feed = 'consents'
        """
    ).fetchall()
    assert permitted == 0
    assert 0 < denied <= perhaps


def test_every_word_that_no_rule_knows_is_listed_with_its_rows(truth: Truth) -> None:
    planted = truth.execute("select distinct feed, column_name from truth.unknown_words").fetchall()
    assert set(planted) == {
        ("consents", "answer"), ("consents", "channel"), ("consents", "purpose"),
        ("contract_payments", "status"), ("purchases", "status"),
    }  # fmt: skip
    unlisted = truth.execute(
        """
        select word.*
        from truth.unknown_words as word
        left join marts.quality_issues as issues
            on issues.rule = 'unknown_' || word.column_name and issues.after is not null
            and issues.source_record_id = word.source_record_id
        where issues.rule is null
        """
    ).fetchall()
    assert unlisted == []


def test_an_order_in_a_word_that_no_rule_knows_bought_nothing(truth: Truth) -> None:
    found = truth.execute(
        """
        select count(*), count(lines.order_number)
        from truth.unknown_words as word
        left join marts.fct_order_lines as lines on word.source_record_id = lines.order_number
            and (lines.revenue <> 0 or lines.quantity <> 0)
        where word.feed = 'purchases'
        """
    ).fetchall()
    [(planted, bought)] = found
    assert planted > 0
    assert bought == 0
    journeys = truth.execute(
        "select count(*) from marts.journeys join truth.unknown_words on reference = "
        "source_record_id where feed = 'purchases'"
    ).fetchall()
    assert journeys == [(0,)]


def test_a_credit_note_under_its_own_number_is_taken_off_and_buys_nothing(truth: Truth) -> None:
    planted = truth.execute(
        """
        select note.order_number, note.person_id, -note.amount_gbp, -note.amount_gbp, false
        from truth.credit_notes as note
        """
    ).fetchall()
    found = truth.execute(
        """
        select lines.order_number, person_of.person_id, lines.revenue, lines.margin,
            lines.is_qualifying
        from marts.fct_order_lines as lines
        join truth.credit_notes using (order_number)
        join person_of using (customer_id)
        """
    ).fetchall()
    assert planted
    assert sorted(found) == sorted(planted)
    mistaken = truth.execute(
        "select count(*) from marts.journeys join truth.credit_notes on reference = order_number"
    ).fetchall()
    assert mistaken == [(0,)]
