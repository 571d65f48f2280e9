"""A file that holds an erased person gives way to one that does not, whatever its format."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from orchestration import journal, private, recovery
from orchestration.company.departments import Column
from orchestration.landing import archive, redactions
from orchestration.privacy import delivered, redacting, searching
from orchestration.privacy.searching import Needles
from tests.privacy.planted import (
    ANN,
    BEN,
    COLUMNS,
    FORMATS,
    TELLING,
    ZOE,
    Place,
    Row,
    content,
    erase,
    extract,
)

ALL = (ANN, ZOE, BEN)


def left(place: Place, folder: Path | None = None) -> list[str]:
    """Where anything is still told of the person, in the archive and what was delivered."""
    places = [folder] if folder else [place.settings.archive, place.settings.extracts]
    return [f"{one.path.name} {one.how}" for one in searching.search(places, Needles(TELLING))]


def redacted(place: Place, kind: str) -> None:
    """Redact everything in the archive, and where it was delivered."""
    one = extract(kind)
    with redacting.bench(place.settings) as bench:
        for file, _, _ in delivered.archived(place.settings):
            redacting.redact(bench, one, file)
    delivered.give_back(place.settings)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_archive_keeps_everybody_else_and_no_byte_of_the_erased(
    place: Place, kind: str
) -> None:
    one = extract(kind)
    place.land(one, f"people_1.{one.pattern.partition('.')[2]}", content(kind, ALL))
    before = {row[0]: row[1:9] for row in place.rows(one)}
    assert left(place)
    erase(place.settings)
    redacted(place, kind)
    assert left(place) == []
    assert list(recovery.sources(place.settings)) == []
    place.connection.execute("drop schema raw_crm cascade; drop schema landing cascade")
    receipt = place.land(one, f"people_1.{one.pattern.partition('.')[2]}", b"")
    after = {str(row[0]): row[1:9] for row in place.rows(one)}
    assert sorted(after) == ["P1", "P3"], receipt
    assert after["P3"] == before["P3"]
    assert after["P1"][:5] == before["P1"][:5]
    assert after["P1"][5] == "Rang about [erased]."


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_delivered_again_under_a_new_name_and_id_is_redacted_before_it_is_read(
    place: Place, kind: str
) -> None:
    one = extract(kind)
    erase(place.settings)
    again: tuple[Row, ...] = (ANN, ("N9", *ZOE[1:]), BEN)
    ending = one.pattern.partition(".")[2]
    receipt = place.land(one, f"people_new.{ending}", content(kind, again))
    assert (receipt.records_in, receipt.loaded, receipt.suppressed) == (3, 2, 1)
    assert [row[0] for row in place.rows(one)] == ["P1", "P3"]
    assert left(place) == []
    assert place.connection.execute("select count(*) from landing.rejects").fetchall() == [(0,)]


@pytest.mark.parametrize("kind", FORMATS)
def test_facts_that_stay_stand_under_a_number_that_nothing_resolves(
    anonymising: Place, kind: str
) -> None:
    one = extract(kind)
    erase(anonymising.settings)
    ending = one.pattern.partition(".")[2]
    anonymising.land(one, f"people_1.{ending}", content(kind, ALL))
    rows = {str(row[0]): row for row in anonymising.rows(one)}
    assert sorted(rows) == ["P1", "P3", "XZZZ-1"]
    assert rows["XZZZ-1"][1:7] == (None,) * 6
    assert str(rows["XZZZ-1"][7]) == "2.20"
    assert left(anonymising) == []


def test_who_comes_back_later_is_a_new_customer(anonymising: Place) -> None:
    erase(anonymising.settings)
    later: Row = ("P2", *ZOE[1:8], "2026-02-02")
    one = extract("csv")
    anonymising.land(one, "people_1.csv", content("csv", (later,)))
    assert [row[0] for row in anonymising.rows(one)] == ["P2"]


def test_a_namesake_and_the_other_people_of_a_shared_phone_stay(place: Place) -> None:
    erase(place.settings)
    namesake: Row = ("P8", "Zoë Quill", "other@mail.test", "07700 900008", "1999-09-09", "XX1 1XX",
                     "", "8", "2026-01-08")  # fmt: skip
    one = extract("csv")
    place.land(one, "people_1.csv", content("csv", (namesake,)))
    assert [row[0] for row in place.rows(one)] == ["P8"]


def test_a_delivery_is_known_again_by_its_own_bytes_and_by_its_successor(place: Place) -> None:
    one, raw = extract("csv"), content("csv", ALL)
    place.land(one, "people_1.csv", raw)
    erase(place.settings)
    redacted(place, "csv")
    receipt = place.land(one, "people_2.csv", raw)
    assert receipt.status == "duplicate"
    assert left(place, place.settings.archive) == []


def test_a_crash_between_successor_and_destruction_is_made_good(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.land(extract("csv"), "people_1.csv", content("csv", ALL))
    erase(place.settings)

    def die(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(private, "destroy", die)
        with pytest.raises(KeyboardInterrupt):
            redacted(place, "csv")
    assert left(place, place.settings.archive)
    assert archive.destroy_superseded(place.settings.archive) == 1
    assert left(place, place.settings.archive) == []


def test_a_file_is_searched_once_for_the_same_tombstones(place: Place) -> None:
    place.land(extract("csv"), "people_1.csv", content("csv", ((*ANN[:6], "", "1", ""), BEN)))
    erase(place.settings)
    [(file, _, _)] = delivered.archived(place.settings)
    redacting.clean(extract("csv"), file, place.settings)
    before = redactions.journal_in(place.settings.archive).end()
    redacting.clean(extract("csv"), file, place.settings)
    assert redactions.journal_in(place.settings.archive).end() == before


def test_a_line_that_no_contract_reads_goes_where_it_names_the_person(place: Place) -> None:
    erase(place.settings)
    raw = content("csv", ALL) + b"broken,zoe@quill.test\r\nbroken,too\r\n"
    receipt = place.land(extract("csv"), "people_1.csv", raw)
    assert (receipt.rejected, receipt.suppressed, receipt.records_in) == (1, 2, 5)
    assert left(place) == []
    said = place.connection.execute("select raw_bytes from landing.rejects").fetchall()
    assert said == [(b"broken,too\r\n",)]


def test_a_quarantined_file_keeps_only_lines_that_name_nobody(place: Place) -> None:
    erase(place.settings)
    raw = b"Somebody,Else\r\nzoe@quill.test,1\r\nfine,2\r\n"
    receipt = place.land(extract("csv"), "people_1.csv", raw)
    assert receipt.status == "quarantined"
    assert left(place) == []
    assert journal.of(place.settings, "deliveries").end().n == 1


KNOWN = COLUMNS[:8]  # the last column of every file is one that no contract names
BY_CODE = tuple(
    Column("code", "varchar", "Note") if column.name == "note" else column for column in COLUMNS
)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_field_that_no_contract_names_goes_where_it_tells_of_the_person(
    place: Place, kind: str
) -> None:
    one = extract(kind, columns=KNOWN, event_time=None)
    ann: Row = (*ANN[:6], "", "1.10", "sent by ZOE@quill.test")
    ben: Row = (*BEN[:6], "", "3.30", "blue")
    erase(place.settings)
    place.land(one, f"people_1.{one.pattern.partition('.')[2]}", content(kind, (ann, ZOE, ben)))
    found = {row[0]: row for row in place.rows(one, "person_id, email, amount, _extra")}
    assert sorted(map(str, found)) == ["P1", "P3"]
    assert [str(value) for value in found["P1"][1:3]] == ["ann@able.test", "1.10"]
    assert "blue" in str(found["P3"][3])
    assert left(place) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_an_id_or_phone_in_a_column_that_nobody_calls_personal_goes_and_numbers_stay(
    place: Place, kind: str
) -> None:
    one = extract(kind, columns=BY_CODE)
    ann: Row = (*ANN[:6], "+447700900002", *ANN[7:])
    ben: Row = (*BEN[:6], "20260101", *BEN[7:])
    erase(place.settings)
    place.land(one, f"people_1.{one.pattern.partition('.')[2]}", content(kind, (ann, ben)))
    assert place.rows(one, "person_id, code") == [("P1", None), ("P3", "20260101")]
    assert left(place) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_what_stays_is_told_by_its_place_in_what_was_delivered(place: Place, kind: str) -> None:
    one, again = extract(kind), ("P4", *BEN[1:])
    name = f"people_1.{one.pattern.partition('.')[2]}"
    place.land(one, name, content(kind, (ZOE, ANN, ("N9", *ZOE[1:]), BEN, again)))
    before = {row[0]: row[-2] for row in place.rows(one)}
    assert (before["P1"], before["P3"], before["P4"]) == (2, 4, 5)
    erase(place.settings)
    redacted(place, kind)
    place.connection.execute("drop schema raw_crm cascade; drop schema landing cascade")
    place.land(one, name, b"")
    redactions.write(place.connection, place.settings.archive)
    found = place.connection.execute(
        f"select t.person_id, t._row + (select count(*) from landing.removed_records as m "
        "join landing.receipts as r on r.sha256 = m.sha256 "
        "where r.file_id = t._file_id and m.kept_before < t._row) "
        f"from {one.schema}.{one.table} as t"
    ).fetchall()
    assert dict(found) == {"P1": 2, "P3": 4, "P4": 5}


def test_places_hold_however_often_something_is_taken_out() -> None:
    draw, delivered_as = random.Random(15), list(range(1, 201))  # noqa: S311, no secrets
    stays, removed = delivered_as, []
    for _ in range(12):
        gone = draw.sample(range(1, len(stays) + 1), 9)
        went = redactions.as_delivered(gone, removed)
        assert went == sorted(stays[place - 1] for place in gone)
        removed = sorted({*removed, *went})
        stays = [one for one in stays if one not in went]
    assert redactions.as_delivered(range(1, len(stays) + 1), removed) == stays
