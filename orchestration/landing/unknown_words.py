"""Words of a file that no rule knows, told before a run; they are held until a rule knows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.company import feeds, rules
from orchestration.company.departments import Column, Extract
from orchestration.company.mapped import FeedRows, FeedValue
from orchestration.landing.staged import TYPED
from orchestration.quoting import quoted

MOST = 8
_WORDS, _PURPOSES = "known_words", "purposes"
# The rules of statuses, with the column of their words.
_STATUSES = {"purchase_statuses": "status", "contract_statuses": "status"}
_RATING = "rating_"
# Whose words are listed as another feed's.
_LISTED_AS = {("message_reactions", "channel"): ("messages", "channel")}


def notes(
    connection: duckdb.DuckDBPyConnection, extract: Extract, company: Path
) -> Iterator[tuple[int, str]]:
    """The line of the contract and a sentence for each column of words that holds unknown ones.

    Looks at the records in `landing_typed`, and at what the contract itself declares under
    `feeds`; a feed that is written in SQL is asked after the run, by `quality --unknown`.
    """
    columns = {column.name: column for column in extract.columns}
    for rows in extract.feeds:
        for name, value in rows.values:
            asked = _asked(rows, name, company)
            if asked is None:
                continue
            rule, known = asked
            found = _found(connection, value, columns)
            is_named = name == "question"  # every driver has a rating, by its own name
            unknown = {
                word: records
                for word, records in found.items()
                if key(word) not in known and not (is_named and word.startswith(_RATING))
            }
            if unknown:
                own = columns.get(value.path[-1]) if value.path else None
                yield own.line if own else value.line, _said(rows.feed, name, own, unknown, rule)


def key(word: str) -> str:
    """A word as the rules write it; the macro `word_key` says the same to the models."""
    return re.sub(r"[ _-]+", "_", word.strip(" ").lower())


def _asked(rows: FeedRows, column: str, company: Path) -> tuple[str, set[str]] | None:
    """The rule that knows the words of a feed's column, and the words; None where none does."""
    declared = feeds.columns(rows.feed).get(column)
    rule = declared.words if declared else None
    if rule in _STATUSES:
        return rule, {row[_STATUSES[rule]] for row in rules.rows(rule, company)}
    if rule not in (_WORDS, _PURPOSES):
        return None
    place = _LISTED_AS.get((rows.feed, column), (rows.feed, column))
    question = dict(rows.values).get("question")
    asked = question.constant if question and question.constant else ""
    is_rating = asked.startswith(_RATING)
    if rows.feed == "answers" and column == "score":
        place = ("answers", "rating" if is_rating else asked)
    listed = [
        row for row in rules.rows(_WORDS, company) if (row["feed"], row["column_name"]) == place
    ]
    known = {row["word"] for row in listed}
    if rule == _PURPOSES:
        return _WORDS, known | {row["purpose"] for row in rules.rows(_PURPOSES, company)}
    return (_WORDS, known) if known else None


def _found(
    connection: duckdb.DuckDBPyConnection, value: FeedValue, columns: dict[str, Column]
) -> dict[str, int]:
    """How many records have each word; of another table's column nothing is known here."""
    if value.constant is not None:
        return {value.constant: 0}
    if value.total or len(value.path) != 1 or value.path[0] not in columns:
        return {}
    name = quoted(value.path[0])
    rows = connection.execute(
        f"select cast({name} as varchar), count(*) from temp.{TYPED} where {name} is not null "
        "group by all order by 2 desc, 1"
    ).fetchall()
    return {str(word): int(records) for word, records in rows if str(word).strip()}


def _said(feed: str, column: str, own: Column | None, unknown: dict[str, int], rule: str) -> str:
    listed = ", ".join(
        f"{word!r} ({records:,})" if records else repr(word)
        for word, records in list(unknown.items())[:MOST]
    )
    more = f" and {len(unknown) - MOST:,} more" if len(unknown) > MOST else ""
    here = f"{own.name}: " if own else ""
    remedy = f"a line in rules/{rule}.csv"
    if own:
        word = json.dumps(next(iter(unknown)), ensure_ascii=False)
        remedy = f"words: {{{word}: ...}} here, or {remedy}"
    return (
        f"{here}no rule knows {listed}{more} as {column} of {feed}; it grants and counts as "
        f"nothing until {remedy} says what it means."
    )
