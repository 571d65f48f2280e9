"""Before a run: what the newest file of a table would come to, and nothing is touched."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from orchestration.commands import contracts
from orchestration.company import departments
from orchestration.company.departments import Column
from orchestration.company.mapped import FeedRows, FeedValue
from orchestration.landing.rehearsal import FIRST, rehearse
from tests.company.contracts import RIGHT, read
from tests.landing.corpus import GOOD, HEADER, row
from tests.landing.house import House


def found(house: House) -> list[tuple[str, bool]]:
    return [(one.words, one.is_refused) for one in rehearse(house.extract, house.settings)]


def test_a_sound_file_leaves_nothing_to_say_and_nothing_behind(house: House) -> None:
    house.deliver("people_1.csv", GOOD)
    assert found(house) == []
    assert not house.settings.archive.exists()
    assert not (house.settings.build / "spool").exists()


def test_the_newest_file_counts(house: House) -> None:
    house.deliver("people_2025-01-01.csv", "nothing,of,ours\n")
    house.deliver("people_2025-01-02.csv", GOOD)
    assert found(house) == []
    house.deliver("people_2025-01-03.csv", GOOD.replace("Spend", "Spent"))
    [(words, is_refused)] = found(house)
    assert is_refused and "would be quarantined" in words and "renamed to Spent?" in words


def test_no_file_is_a_warning_that_says_what_lies_there(house: House) -> None:
    assert found(house) == [("No file matches people_*.csv yet.", False)]
    house.deliver("weather_1.csv", GOOD)
    assert found(house) == [
        ("No file matches people_*.csv; the folder holds weather_1.csv.", False)
    ]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("peopel_2026-01.csv", 'extract: "peopel_*.csv"'),
        ("People-01.csv", 'extract: "People-*.csv"'),
        ("all people_1.csv", 'extract: "all people_*.csv"'),
        ("people_1.xlsx", 'extract: "people_*.xlsx" with format: xlsx'),
        ("people_1.csv.gz", 'extract: "people_*.csv.gz" and compression: gzip'),
        ("peoples.txt", 'extract: "peoples.txt"'),
    ],
)
def test_a_file_of_nearly_the_name_is_a_mistake_with_the_pattern_that_takes_it(
    house: House, name: str, remedy: str
) -> None:
    house.deliver("weather_1.csv", GOOD)
    house.deliver(name, GOOD)
    [(words, is_refused)] = found(house)
    assert is_refused and words.endswith(f"; {remedy} would take {name}.")


def test_a_file_that_another_table_takes_is_no_slip(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(house.extract, table="old", pattern="people-*.csv")
    both = departments.Department("crm", "", "Tests", (house.extract, other))
    monkeypatch.setattr("orchestration.landing.unmatched.departments", lambda: (both,))
    house.deliver("people-1.csv", GOOD)
    assert found(house) == [("No file matches people_*.csv yet.", False)]


def test_a_time_that_feeds_read_and_no_event_time_names_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = tuple(replace(one, line=20 + n) for n, one in enumerate(house.extract.columns))
    house.extract = replace(house.extract, event_time=None, columns=columns)
    path = FeedValue(("crm", "people", "seen_at"), line=9)
    other = replace(
        house.extract, department="web", table="leads", key=("lead_id",),
        columns=(Column("person_id", "varchar", "Id"),),
        feeds=(FeedRows("leads", (("closed_on", path),)),),
    )  # fmt: skip
    crm = departments.Department("crm", "", "Tests", (house.extract,))
    web = departments.Department("web", "", "Tests", (other,))
    house.deliver("people_1.csv", GOOD)
    monkeypatch.setattr("orchestration.landing.rehearsal.departments", lambda: (crm,))
    assert found(house) == []  # nobody reads it, so nothing is measured by it
    monkeypatch.setattr("orchestration.landing.rehearsal.departments", lambda: (crm, web))
    [said] = rehearse(house.extract, house.settings)
    assert (said.line, said.is_refused) == (22, False)
    assert "event_time: seen_at" in said.words and "closed_on of leads" in said.words
    house.extract = replace(house.extract, event_time="seen_at")
    assert found(house) == []


def told(feed: str, column: str, constant: str = "") -> tuple[FeedRows, ...]:
    value = FeedValue((), constant, line=9) if constant else FeedValue(("name",), line=9)
    return (FeedRows(feed, ((column, value),)),)


@pytest.mark.parametrize(
    ("feed", "column", "known", "rule"),
    [
        ("purchases", "status", "Paid", "purchase_statuses"),
        ("contracts", "status", "In force", "contract_statuses"),
        ("consents", "answer", "YES", "known_words"),
        ("contract_payments", "status", "missed", "known_words"),
        ("messages", "purpose", "Win-back", "known_words"),
        ("message_reactions", "kind", "Opened", "known_words"),
    ],
)
def test_words_that_no_rule_knows_are_told_with_their_line(
    house: House, feed: str, column: str, known: str, rule: str
) -> None:
    columns = tuple(replace(one, line=20 + n) for n, one in enumerate(house.extract.columns))
    house.extract = replace(house.extract, feeds=told(feed, column), columns=columns)
    day = ",2025-01-01,1,1\n"
    house.deliver("people_1.csv", HEADER + f"1,{known}{day}2,Glorped{day}3,Glorped{day}4,{day}")
    [said] = rehearse(house.extract, house.settings)
    assert (said.line, said.is_refused) == (21, False)
    assert f"no rule knows 'Glorped' (2) as {column} of {feed}" in said.words
    assert f'words: {{"Glorped": ...}} here, or a line in rules/{rule}.csv' in said.words


def test_a_word_that_the_contract_itself_says_is_looked_at_too(house: House) -> None:
    house.extract = replace(house.extract, feeds=told("purchases", "status", "sold"))
    house.deliver("people_1.csv", GOOD)
    [said] = rehearse(house.extract, house.settings)
    assert said.line == 9 and "no rule knows 'sold' as status of purchases" in said.words
    house.extract = replace(house.extract, feeds=told("purchases", "status", "completed"))
    assert found(house) == []


def test_a_line_of_the_company_makes_a_word_known(house: House, tmp_path: Path) -> None:
    house.extract = replace(house.extract, feeds=told("purchases", "status"))
    house.deliver("people_1.csv", HEADER + "1,Verkauft,2025-01-01,1,1\n")
    house.settings = replace(house.settings, company=tmp_path / "company")
    assert len(found(house)) == 1
    rules = house.settings.company / "rules"
    rules.mkdir(parents=True)
    (rules / "purchase_statuses.csv").write_text(
        "line_of_business,status,stands\nany,verkauft,true\n"
    )
    assert found(house) == []


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_of_a_large_file_the_first_whole_records_are_read(
    house: House, compression: str | None
) -> None:
    house = house.with_contract(compression=compression)
    noted = row(1).replace("Name 1", '"a\n' + "long name\n" * 200 + '"')
    text = HEADER + noted * 400
    assert len(text) > FIRST
    content = gzip.compress(text.encode()) if compression else text
    house.deliver("people_1.csv", content)
    [(words, is_refused)] = found(house)  # one id for all, so all but one are doubles
    assert not is_refused and "The key stands in this file twice" in words


def test_a_file_of_which_no_record_would_load_is_refused(house: House) -> None:
    house.deliver("people_1.csv", HEADER + ",Ann,2025-01-01,1,1\n")
    [(words, is_refused)] = found(house)
    assert is_refused and "Required column person_id is empty" in words


def test_a_document_is_tried_whole(house: House) -> None:
    columns = (house.extract.columns[0],)
    house.extract = replace(house.extract, format="json", columns=columns, event_time=None)
    house.deliver("people_1.csv", json.dumps({"people": [{"Id": "a"}]}))
    [(words, is_refused)] = found(house)
    assert is_refused and "Required column person_id is empty" in words


def test_check_tells_every_mistake_and_ends_with_one(
    house: House,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("contracts")
    wrong = read(folder, RIGHT.replace("delimiter", "delimeter").replace("load: append", "load: x"))
    right = replace(departments.Department("crm", "", "Tests", (house.extract,)))
    monkeypatch.setattr(departments, "departments", lambda *_: (wrong, right))
    written = io.StringIO()
    monkeypatch.setattr(contracts, "console", Console(file=written, highlight=False))
    monkeypatch.setattr(contracts, "given_settings", lambda: house.settings)
    house.deliver("people_1.csv", GOOD.replace("Spend", "Spent"))
    with pytest.raises(contracts.typer.Exit) as ended:
        contracts.check()
    said = written.getvalue()
    assert ended.value.exit_code == 1
    assert "_kiosk.yml, line 14: sales: delimeter is no word of a table" in said
    assert "_kiosk.yml, line 17: sales: load 'x' is none of" in said
    assert "people: people_1.csv would be quarantined" in said
    assert "2 contracts, 2 tables: 3 mistakes, " in said  # suites of others may be told to rest
    house.deliver("people_1.csv", GOOD)
    contracts.check("crm")
    assert "1 contracts, 1 tables: 0 mistakes" in written.getvalue()
