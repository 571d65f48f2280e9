"""Free texts: what is learned from ticked ones, when the patterns decide, and how texts sound."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from orchestration.company import lexicons
from orchestration.statistics import texts

ENGLISH = lexicons.of("en", {"en"})

PARCELS = ["Where is my parcel", "The courier never came", "Parcel late again", "Still no parcel"]
BILLS = ["Charged twice", "The bill is wrong", "Payment taken twice", "Wrong amount on the bill"]


def warehouse(rows: list[tuple[str, str, str | None, str | None]]) -> duckdb.DuckDBPyConnection:
    """Touchpoints of department, text, topic and the topic a pattern tells, in their order."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema conformed;
        create table conformed.touchpoints_recorded
            (interaction_id varchar, department varchar, free_text varchar, topic varchar);
        create table conformed.text_topics (interaction_id varchar, text_topic varchar);
        """
    )
    for number, (department, text, topic, pattern) in enumerate(rows):
        key = f"{number:05}"
        connection.execute(
            "insert into conformed.touchpoints_recorded values (?, ?, ?, ?)",
            [key, department, text, topic],
        )
        if pattern:
            connection.execute("insert into conformed.text_topics values (?, ?)", [key, pattern])
    return connection


def ticked(times: int) -> list[tuple[str, str, str | None, str | None]]:
    """`times` notes of each wording, with its topic ticked."""
    pairs = [(text, "delivery") for text in PARCELS] + [(text, "billing") for text in BILLS]
    return [("service", text, topic, None) for text, topic in pairs for _ in range(times)]


def readings(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, tuple[str | None, str | None, str]]:
    """Topic, who told it and tone by text."""
    found = connection.execute(
        """
        select free_text, readings.topic, told_by, tone
        from statistics.text_readings as readings
        join conformed.touchpoints_recorded using (interaction_id)
        """
    ).fetchall()
    return {text: (topic, told_by, tone) for text, topic, told_by, tone in found}


def test_an_unticked_text_in_ticked_words_gets_their_topic_whatever_a_pattern_says() -> None:
    connection = warehouse([*ticked(30), ("social", "my parcel is late @shop 12345", None, "bill")])
    summary = texts.write(connection, ENGLISH)
    assert readings(connection)["my parcel is late @shop 12345"][:2] == ("delivery", "model")
    assert (summary.texts, summary.learned_from) == (241, 8)


def test_a_text_in_unknown_words_is_left_to_the_patterns_or_to_nobody() -> None:
    unknown = [("social", "policy question", None, "policy"), ("social", "hello there", None, None)]
    connection = warehouse([*ticked(30), *unknown])
    texts.write(connection, ENGLISH)
    found = readings(connection)
    assert found["policy question"][:2] == ("policy", "pattern")
    assert found["hello there"][:2] == (None, None)


def test_one_ticked_text_fewer_than_the_least_teaches_nothing() -> None:
    notes = ticked(texts.FEWEST_TICKED // 8)
    for rows, learned in [(notes, 8), (notes[1:], 0)]:
        connection = warehouse([*rows, ("social", "late parcel", None, None)])
        assert texts.write(connection, ENGLISH).learned_from == learned
        assert (readings(connection)["late parcel"][0] == "delivery") == bool(learned)


def test_a_department_with_one_topic_only_has_not_ticked_it() -> None:
    rows = [("delivery", f"All good {chr(97 + n % 5) * 3}", "delivery", None) for n in range(400)]
    assert texts.write(warehouse(rows), ENGLISH).learned_from == 0


def test_praise_complaint_and_neither_sound_as_they_are_and_order_numbers_do_not_sound() -> None:
    polarity = texts.polarities(np.array(["Brilliant service", "Terrible service", "SO-1 5"]))
    assert polarity[0] > texts.AUDIBLE
    assert polarity[1] < -texts.AUDIBLE
    assert polarity[2] == pytest.approx(0.0)


def test_no_text_at_all_leaves_an_empty_table() -> None:
    connection = warehouse([])
    assert texts.write(connection, ENGLISH) == texts.TextSummary(0, 0, 0)
    assert readings(connection) == {}


@pytest.mark.parametrize(
    ("language", "topics", "topic", "tone", "note"),
    [
        ("en", {"en"}, "billing", "negative", None),
        ("pt", {"en"}, None, None, "no lexicon for pt"),
        ("", {"en", ""}, None, None, "language unknown"),
        ("pt", {"en", "pt"}, "billing", None, "no lexicon of tones for pt"),
        ("en", {"pt"}, None, "negative", "no lexicon of topics for en"),
    ],
)
def test_a_language_without_a_lexicon_is_not_read_and_it_is_said(
    language: str, topics: set[str], topic: str | None, tone: str | None, note: str | None
) -> None:
    rows = [*ticked(30), ("social", "terrible bill", None, "billing")]
    connection = warehouse(rows)
    lexicon = lexicons.of(language, topics)
    learned = texts.write(connection, lexicon).learned_from
    assert bool(learned) == lexicon.has_topics
    found = readings(connection)["terrible bill"]
    assert (found[0], found[2]) == (topic, tone)
    notes = connection.execute("select distinct note from statistics.text_readings").fetchall()
    assert notes == [(note,)]
