"""The questions of docs/questions.md: each is answered by short SQL on the published marts."""

from __future__ import annotations

import re

import duckdb
import pytest

from orchestration.settings import PROJECT

LONGEST = 15
PAGE = (PROJECT / "docs" / "questions.md").read_text()
QUESTIONS = dict(re.findall(r"^### (.+?)\n.*?^```sql\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
# On some days nobody is late, and no permission alone stands in the way.
MAY_BE_EMPTY = {
    "Which deliveries of data are late or odd today?",
    "Whose permission is worth asking for?",
}


def test_every_question_has_an_answer() -> None:
    assert len(QUESTIONS) == PAGE.count("\n### ") >= 20


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_short_and_there(published: duckdb.DuckDBPyConnection, question: str) -> None:
    sql = QUESTIONS[question]
    assert len(sql.splitlines()) <= LONGEST
    rows = published.sql(sql).fetchall()
    assert rows or question in MAY_BE_EMPTY


def test_the_answers_tie_with_each_other(published: duckdb.DuckDBPyConnection) -> None:
    def asked(sql: str) -> list[tuple[object, ...]]:
        return published.sql(sql).fetchall()

    # Visits of nobody known are there, and a timeline has each of the others once.
    assert asked("select sum(visits) > 0 from marts.fct_visits where is_anonymous") == [(True,)]
    assert asked("select count(*) from marts.customer_timeline where kind = 'visit'") == asked(
        "select sum(visits) from marts.fct_visits where not is_anonymous"
    )
    # The timeline has every contact of a known customer, and every event of the lifecycle, once.
    assert asked("select count(*) from marts.customer_timeline where kind = 'contact'") == asked(
        "select count(*) from marts.fct_contacts where customer_id <> 'unknown'"
    )
    assert asked("select count(*) from marts.customer_timeline where kind = 'standing'") == asked(
        "select count(*) from marts.lifecycle_events"
    )
    # The raw score is the points of the star over its answers.
    assert asked(
        "select question, sum(points)::double, sum(answers) from marts.fct_answers "
        "group by question order by question"
    ) == asked(
        "select question, round(sum(raw_score * responses) / 100), sum(responses) "
        "from marts.experience_scores where segment = 'all' and month is not null "
        "group by question order by question"
    )
    assert asked(
        "select count(*) from marts.product_affinities as a join marts.product_affinities as b "
        "on a.category = b.other_category and a.other_category = b.category "
        "and a.line_of_business = b.other_line_of_business "
        "and a.other_line_of_business = b.line_of_business "
        "where abs(a.lift - b.lift) > 1e-9 or a.customers_with_both <> b.customers_with_both"
    ) == [(0,)]
