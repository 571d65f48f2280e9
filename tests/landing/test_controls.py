"""A file that its sender says is whole waits for the word, and is held to it."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from pathlib import Path

import pytest

from orchestration import landing
from orchestration.company.control import Control
from orchestration.company.departments import Column, departments, extracts
from orchestration.company.mapped import Reading
from orchestration.landing import replay
from orchestration.landing.receipts import Receipt
from orchestration.privacy import fates, guarding, keys, tombstones
from orchestration.warehouse import connect
from tests.company.contracts import RIGHT, mistakes, read
from tests.landing.corpus import GOOD, HEADER, row
from tests.landing.house import House

SUM = hashlib.sha256(GOOD.encode()).hexdigest()
Said = tuple[str, int, str]


def said(receipts: tuple[Receipt, ...]) -> list[Said]:
    return [(one.status, one.loaded, one.reason or "") for one in receipts]


def test_a_file_waits_for_its_control_file_and_lands_once_it_is_there(house: House) -> None:
    house = house.with_contract(control=Control("{name}.done"))
    house.deliver("people_1.csv", GOOD)
    waits = "people_1.csv waits: its control file people_1.csv.done is not there."
    assert said(house.land()) == [("waiting", 0, waits)]
    assert house.connection.execute("select * from landing.receipts").fetchall() == []
    assert landing.left(house.settings) == (f"raw_crm.people: {waits}",)
    house.deliver("people_1.csv.done", "")
    assert said(house.land()) == [("loaded", 3, "")]
    assert landing.left(house.settings) == ()
    assert house.land() == ()


def test_a_control_file_is_no_delivery_even_where_the_pattern_takes_its_name(house: House) -> None:
    house = house.with_contract(control=Control("{name}.done"), pattern="people_*")
    house.deliver("people_1.csv", GOOD)
    house.deliver("people_1.csv.done", "")
    house.deliver("people_2.csv.done", "")
    assert said(house.land()) == [("loaded", 3, "")]


def test_a_control_file_is_no_stray(house: House) -> None:
    crm = next(one for one in departments() if one.name == "crm")
    first, *others = crm.extracts
    asked = dataclasses.replace(first, control=Control("{stem}.ctl"))
    crm = dataclasses.replace(crm, extracts=(asked, *others))
    stem = first.pattern.replace("*", "1").partition(".")[0]
    house.deliver(f"{stem}.ctl", "")
    assert landing.refuse_unclaimed(crm, house.connection, house.settings) == ()
    house.deliver("else.ctl", "")
    [stray] = landing.refuse_unclaimed(crm, house.connection, house.settings)
    assert stray.file_name == "else.ctl"


@pytest.mark.parametrize(
    ("control", "content", "status", "reason"),
    [
        (Control("c", ("rows",)), "people_1.csv 3", "loaded", ""),
        (Control("{name}.c"), "rows=3", "loaded", ""),
        (Control("{name}.c"), f"{SUM} people_1.csv", "loaded", ""),
        (Control("{name}.c"), f"bytes: {len(GOOD)}", "loaded", ""),
        (Control("{name}.c", counts_header=True), "rows=4", "loaded", ""),
        (Control("{name}.c"), "rows=4", "quarantined",
         "people_1.csv.c says 4 rows, the file has 3; counts_header: true, if it counts the "
         "header."),
        (Control("{name}.c"), "rows=1,000", "quarantined", "says 1,000 rows, the file has 3."),
        (Control("{name}.c"), "0" * 64, "quarantined", "says another sha256 than the file has"),
        (Control("{name}.c"), "f" * 32, "quarantined", "says another md5 than the file has"),
        (Control("{name}.c"), "size=7", "quarantined", f"says 7 bytes, the file has {len(GOOD)}"),
        (Control("{name}.c", ("rows",)), "OK", "quarantined", "does not say its rows."),
        (Control("{name}.sha256", ("sha256",)), "OK", "quarantined", "does not say its sha256."),
        (Control("{name}.c"), f"{SUM}\n{'0' * 64}", "quarantined", "gives two values of sha256."),
    ],
)  # fmt: skip
def test_a_file_is_held_to_its_totals(
    house: House, control: Control, content: str, status: str, reason: str
) -> None:
    house = house.with_contract(control=control)
    house.deliver(control.beside("people_1.csv"), content)
    receipt = house.fate("people_1.csv", GOOD)
    assert (receipt.status, receipt.loaded) == (status, 3 * (status == "loaded"))
    assert reason in (receipt.reason or "")
    assert len(house.rows()) == receipt.loaded
    assert house.land() == ()


def test_rejected_records_count_as_rows(house: House) -> None:
    house = house.with_contract(control=Control("{name}.c"))
    house.deliver("people_1.csv.c", "rows=4")
    receipt = house.fate("people_1.csv", GOOD + "p4\n")
    assert (receipt.status, receipt.loaded, receipt.rejected) == ("partly_loaded", 3, 1)


def test_many_small_files_are_held_to_their_totals_too(house: House) -> None:
    house = house.with_contract(control=Control("rows.csv"))
    lines = ["file,rows"]
    for n in range(1, 7):
        house.deliver(f"people_{n}.csv", HEADER + row(n))
        lines.append(f"people_{n}.csv,{1 + (n == 3)}")
    house.deliver("rows.csv", "\n".join(lines))
    fates = {one.file_name: one.status for one in house.land()}
    assert fates == {f"people_{n}.csv": "quarantined" if n == 3 else "loaded" for n in range(1, 7)}


def test_a_control_file_that_is_mended_lets_its_file_in(house: House) -> None:
    house = house.with_contract(control=Control("{name}.c"))
    house.deliver("people_1.csv.c", "rows=30")
    assert house.fate("people_1.csv", GOOD).status == "quarantined"
    house.deliver("people_1.csv.c", "rows=3 ")
    assert said(house.land()) == [("loaded", 3, "")]
    assert len(house.rows()) == 3
    assert house.land() == ()


def test_a_control_file_of_an_earlier_file_is_waited_out_unless_its_checksum_agrees(
    house: House,
) -> None:
    house = house.with_contract(control=Control("{name}.c"))
    path = house.deliver("people_1.csv", GOOD)
    beside = house.deliver("people_1.csv.c", "rows=3")
    hours_ago = path.stat().st_mtime - 7200
    os.utime(beside, (hours_ago, hours_ago))
    [(status, _, reason)] = said(house.land())
    assert (status, "speaks of an earlier one" in reason) == ("waiting", True)
    beside = house.deliver("people_1.csv.c", SUM)
    os.utime(beside, (hours_ago, hours_ago))
    assert said(house.land()) == [("loaded", 3, "")]


def test_what_was_refused_is_refused_again_without_its_control_file(house: House) -> None:
    house = house.with_contract(control=Control("{name}.c"))
    house.deliver("people_1.csv.c", "rows=30")
    refused = house.fate("people_1.csv", GOOD)
    for name in ("people_1.csv", "people_1.csv.c"):
        (house.settings.extracts / "crm" / name).unlink()
    assert replay(house.connection, house.settings, house.extract) == ()
    other = dataclasses.replace(house.settings, build=house.settings.build.parent / "again")
    with connect(other) as connection:
        again = House(other, connection, house.extract)
        assert [one.reason for one in again.land()] == [refused.reason]
        assert again.rows() == []


def test_a_delivery_is_new_to_the_sensor_once_it_is_said_to_be_whole(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house.with_contract(control=Control("{name}.done"))
    monkeypatch.setattr("orchestration.landing.arriving.sound_extracts", lambda: (house.extract,))
    path = house.deliver("people_1.csv", GOOD)
    assert landing.discover(house.settings) == ()
    house.deliver("people_1.csv.done", "")
    assert [one.path for one in landing.discover(house.settings)] == [path]
    house.land()
    assert landing.discover(house.settings) == ()
    house.deliver("people_1.csv.done", "again")
    assert [one.path for one in landing.discover(house.settings)] == [path]


TRAILED = Control(trailer=r"T[,;](\d+)[,;]*")


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (GOOD + "T,3\n", "loaded", ""),
        (GOOD + "T;0003;;;\r\n\r\n", "loaded", ""),
        ("\ufeff" + GOOD + "T,3", "loaded", ""),
        (GOOD + "T,4\n", "quarantined", "The trailer says 4 rows, the file has 3"),
        (GOOD, "quarantined", "The last line is no trailer; the file may be cut off."),
        (GOOD + "T,x\n", "quarantined", "The last line is no trailer"),
        (GOOD[:-20], "quarantined", "The last line is no trailer"),
    ],
)
def test_a_last_line_says_how_many_rows_there_are(
    house: House, content: str, status: str, reason: str
) -> None:
    receipt = house.with_contract(control=TRAILED).fate("people_1.csv", content)
    assert (receipt.status, receipt.loaded) == (status, 3 * (status == "loaded"))
    assert reason in (receipt.reason or "")


def test_a_trailer_is_cut_off_files_that_are_landed_together(house: House) -> None:
    house = house.with_contract(control=TRAILED)
    for n in range(1, 5):
        house.deliver(f"people_{n}.csv", HEADER + row(n) + f"T,{1 + (n == 2)}\n")
    assert sorted(one.status for one in house.land()) == ["loaded"] * 3 + ["quarantined"]
    assert len(house.rows()) == 3


TABLE = "            load: append\n"


@pytest.mark.parametrize(
    ("control", "right"),
    [
        ('"{name}.done"', Control("{name}.done")),
        ('"{name}.sha256"', Control("{name}.sha256", ("sha256",))),
        ("SHA256SUMS", Control("SHA256SUMS", ("sha256",))),
        (r"{file: '{stem}.ctl', must_say: [rows, md5], rows: 'N=(\d+)', counts_header: true}",
         Control("{stem}.ctl", ("rows", "md5"), r"N=(\d+)", True)),
        (r"{trailer: 'T;(\d+)'}", Control(trailer=r"T;(\d+)")),
    ],
)  # fmt: skip
def test_a_contract_says_control(tmp_path: Path, control: str, right: Control) -> None:
    text = RIGHT.replace(TABLE, f"{TABLE}            control: {control}\n")
    department = read(tmp_path, text)
    assert department.mistakes == ()
    assert department.extracts[0].control == right


@pytest.mark.parametrize(
    ("control", "says"),
    [
        ("7", "control must be a file's name"),
        ("{fil: a}", "fil is no word of a control; did you mean file?"),
        ("{rows: '(a)'}", "names neither a file nor a trailer"),
        ('"{name}"', "would be the file itself"),
        ('"{day}.done"', "file says {day}; there are {name} and {stem}."),
        ('"done/{name}"', "no folder and no wildcard"),
        ('"*.done"', "no folder and no wildcard"),
        ("{file: c, must_say: [row]}", "must_say 'row' is no total; did you mean rows?"),
        ("{trailer: 'T', must_say: [rows]}", "trailer must be a pattern with one group"),
        ("{trailer: 'T(', file: c}", "trailer is no pattern"),
        (r"{trailer: 'T(\d+)', must_say: [rows]}", "must_say is of a control file"),
        ("{file: c, counts_header: perhaps}", "counts_header must be true or false"),
    ],
)
def test_a_wrong_control_is_a_mistake_in_its_line(tmp_path: Path, control: str, says: str) -> None:
    found = mistakes(tmp_path, (TABLE, f"{TABLE}            control: {control}\n"))
    assert any(says in str(one) and "line 18" in str(one) for one in found), found


def test_no_table_of_the_sample_waits_for_a_control_file() -> None:
    assert [one.name for one in extracts() if one.control] == []


@pytest.mark.parametrize("control", [TRAILED, Control("{name}.c")])
def test_a_file_is_held_to_its_totals_before_an_erased_person_is_taken_out(
    house: House, monkeypatch: pytest.MonkeyPatch, control: Control
) -> None:
    monkeypatch.setattr(fates, "by_table", lambda _: {})
    guarding.begin()
    hashed = keys.keyed(keys.key(house.settings), "id|crm|P2")
    stone = tombstones.Tombstone("id", hashed, "Z", "R-1", "2024-01-01", "XZ-1")
    tombstones.append(house.settings, [stone])
    house = house.with_contract(control=control)
    content = GOOD + ("T,3\n" if control.trailer else "")
    total = hashlib.sha256(content.encode()).hexdigest()
    house.deliver("people_1.csv.c", f"rows=3\nsha256={total}")
    receipt = house.fate("people_1.csv", content)
    assert (receipt.status, receipt.loaded, receipt.suppressed) == ("loaded", 2, 1)
    pet = Column("pet", "varchar", "Pet", reading=Reading(absent=True))
    wider = house.with_contract(columns=(*house.extract.columns, pet))
    assert wider.land() == ()
    assert wider.rows("person_id") == [("p1",), ("p3",)]
