"""Every column of words that a feed's contract declares: what no rule knows is listed, and mended.

The columns are read from the contracts, so that a new one is tried without a line here. Two hundred
invented words go into each, by the models of the feeds themselves; then the lines that the list
tells to add are added, and nothing is held any more.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.company import feeds, rules
from orchestration.company.provided import providers
from orchestration.settings import DBT_PACKAGE
from tests.conftest import copied_company, settings_in
from tests.modelled import modelled
from tests.test_unknown_words import WORDS

RULES = (
    "known_words purposes purchase_statuses contract_statuses exchange_rates interaction_types "
    "lifecycle_windows qualifying_purchases ended_by_rules person_marks"
)
MODELS = (
    f"{RULES} lifecycle_policy message_purposes name_marks record_flags own_accounts "
    "order_statuses contract_standings held_events_and_lines held_words "
)
CURRENCIES = [f"Z{first}{second}" for first in "ABCDEFGHIJKLMN" for second in "ABCDEFGHIJKLMNO"]
SEEDS = DBT_PACKAGE / "seeds" / "rules"
# Words of the department's own, which describe and decide nothing.
OWN = "own"
DECLARED = {
    (feed, name): column.words
    for feed in feeds.known()
    for name, column in feeds.columns(feed).items()
    if column.words and column.words != OWN
}
# A number that tells the row, which no two rows of a list share; a few are not their feed's first.
NUMBERED = {"delivery_events": "consignment_id", "purchase_lines": "order_number"}


def _words(feed: str, column: str) -> list[str]:
    if DECLARED[feed, column] == "exchange_rates":
        return CURRENCIES[:200]
    if (feed, column) == ("answers", "score"):
        return [str(score) for score in (*range(11, 111), *range(-100, 0))]
    # What a line of a list can hold.
    return [word.replace(",", ";") for word in WORDS]


def _rows(feed: str, column: str) -> str:
    """The rows of a feed with a word each in the column, in SQL over the table `words`."""
    contract = feeds.columns(feed)
    number = NUMBERED.get(feed) or next(
        (name for name in contract if name not in ("department", "record_id")), "record_id"
    )
    given = {
        "department": "$department",
        "record_id": "$department || ':' || $place || n",
        "question": "'satisfied'",
        "line_of_business": "'retail'",
        number: "$place || n",
    }
    if feed == "people":
        given.pop(number)
    if feed == "purchase_lines":  # of orders in the company's currency, which date their rates
        given[number] = "'purchases-status-' || n"
    given |= {"line_number": "1", "scan_number": "1", column: "word"}
    days = {"date", "timestamp"}
    others = {
        name: one.default or ("'2026-09-01'" if one.data_type in days else "null")
        for name, one in contract.items()
    }
    values = ", ".join(
        f"cast({given.get(name, others[name])} as {one.data_type}) as {name}"
        for name, one in contract.items()
    )
    return f"select {values} from words"


def _filled(company: Path) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """Makes every department's feeds: empty, or its columns' words where it is the first."""

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        for feed, departments in providers(company).items():
            columns = feeds.columns(feed)
            empty = ", ".join(
                f"cast(null as {column.data_type}) as {name}" for name, column in columns.items()
            )
            for department in departments:
                connection.execute(
                    f"create table feeds.feed_{department}__{feed} as select {empty} where false"
                )
            for (of, column), _ in DECLARED.items():
                if of != feed:
                    continue
                words = _words(feed, column)
                connection.execute(
                    "create or replace temp table words as "
                    "select * from (select unnest(?) as word, unnest(?) as n)",
                    [words, list(range(len(words)))],
                )
                # Such departments name their events.
                department = "service" if feed == "interactions" else departments[0]
                query = _rows(feed, column)
                given = {"department": department, "place": f"{feed}-{column}-"}
                asked = {name: value for name, value in given.items() if f"${name}" in query}
                connection.execute(f"insert into feeds.feed_{department}__{feed} {query}", asked)

    return fill


Held = list[tuple[str, str, str, str, str]]


def _held(folder: Path, company: Path) -> Held:
    models = MODELS + " ".join(f"feed_{feed}" for feed in feeds.known())
    settings = settings_in(folder, company=company)
    with modelled(settings, models, _filled(company)) as connection:
        return connection.execute(
            "select feed, column_name, source_record_id, word, line_to_add "
            "from conformed.held_words"
        ).fetchall()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_company(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def held(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    yield _held(tmp_path_factory.mktemp("held"), company)


def _place(feed: str, column: str) -> tuple[str, str]:
    """Of answers the score is listed under its question."""
    return (feed, "satisfied" if (feed, column) == ("answers", "score") else column)


def test_a_company_of_ours_provides_every_feed_that_has_words(company: Path) -> None:
    assert {feed for feed, _ in DECLARED} <= set(providers(company))


def test_every_invented_word_of_every_declared_column_is_listed_row_by_row(held: Held) -> None:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for feed, column, _, word, _ in held:
        found[feed, column].add(word)
    short = {
        place: len(found[_place(*place)])
        for place in DECLARED
        if found[_place(*place)] < {*_words(*place)}
    }
    assert short == {}
    assert set(found) == {_place(*place) for place in DECLARED}
    # One row of the list for one of the feed, whatever else the row says.
    rows = Counter((feed, column, number) for feed, column, number, *_ in held)
    assert max(rows.values()) == 1


def test_every_text_column_of_a_feed_says_what_it_is() -> None:
    """A number, a person's, words that a rule knows, or the department's own."""
    numbers = ("_id", "_number", "_of", "_code", "reference", "sku")
    unsaid = [
        f"{feed}.{name}"
        for feed in feeds.known()
        for name, column in feeds.columns(feed).items()
        if column.data_type == "string" and name != "department"
        if not (column.words or column.is_personal or name.endswith(numbers))
    ]
    assert unsaid == []


def _lines(held: Held) -> dict[str, list[dict[str, str]]]:
    """The rows of rules that the list tells to add, each ended with a value that its rule takes."""
    known = {(row["feed"], row["column_name"]): row["meaning"] for row in rules.rows("known_words")}
    added: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in sorted({line for *_, line in held}):
        rule, _, begun = line.partition(".csv: ")
        columns = next(csv.reader((SEEDS / f"{rule}.csv").open(encoding="utf-8")))
        row = dict.fromkeys(columns, "") | dict(
            zip(columns, next(csv.reader([begun])), strict=False)
        )
        row["valid_from"] = "1900-01-01"
        if rule == "known_words":
            place = (row["feed"], row["column_name"])
            row["meaning"] = (
                "offer" if place[1] == "purpose" and place not in known else known[place]
            )
        row |= {
            "purchase_statuses": {"stands": "true"}, "contract_statuses": {"stands": "true"},
            "exchange_rates": {"rate": "0.5"},
            "interaction_types": {
                "interaction_type": "mention", "is_problem": "false", "is_contact": "false",
                "cost": "0",
            },
            "lifecycle_windows": {name: "30" for name in columns if name.endswith("_days")}
            | {"at_risk_share": "0.5", "at_risk_purchases": "3"},
        }.get(rule, {})  # fmt: skip
        added[rule].append(row)
    return added


def test_the_lines_that_the_list_tells_make_every_word_known(
    held: Held, company: Path, tmp_path: Path
) -> None:
    for rule, rows in _lines(held).items():
        path = company / "rules" / f"{rule}.csv"
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        if not path.exists():
            writer.writeheader()
        writer.writerows(rows)
        with path.open("a", encoding="utf-8") as file:
            file.write(text.getvalue())
    left = _held(tmp_path / "again", company)
    assert Counter((feed, column) for feed, column, *_ in left) == Counter()
