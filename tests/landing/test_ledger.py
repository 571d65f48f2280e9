"""Rejects, replays, erasures, the folder watched and the day measured at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import landing
from orchestration.company.departments import Column, departments, extracts
from orchestration.landing import NoDayError, rejects_of, replay
from orchestration.landing.archive import locate
from orchestration.landing.delivery import named_day
from orchestration.privacy import fates, guarding, keys, tombstones
from orchestration.privacy.tombstones import Tombstone
from tests.landing.corpus import GOOD, HEADER, row
from tests.landing.house import House

BRITISH = HEADER + "p1,Ann,31/01/2024,1,1\n" * 1 + "p2,Bob,30/01/2024,1,1\n"


def test_a_reject_has_file_line_reason_and_the_bytes_as_they_came(house: House) -> None:
    bad = 'p2,"two\r\nlines",2024-13-01,1,1\n'
    house.fate("people_1.csv", HEADER + row(1) + bad + row(3))
    [reject] = rejects_of(house.connection, house.extract)
    assert (reject.file_name, reject.line, reject.kind) == ("people_1.csv", 3, "record")
    assert reject.reason == "Required column seen_at does not read as timestamp."
    assert reject.raw_bytes == bad.encode()


def test_the_line_of_a_reject_counts_breaks_inside_quotes(house: House) -> None:
    house.fate("people_1.csv", GOOD.replace("Name 1", '"a\nb\nc"') + "p4\n")
    assert house.rejects() == [(7, None, "record")]


def test_a_value_reject_keeps_the_value_and_loads_the_record(house: House) -> None:
    house.fate("people_1.csv", GOOD.replace(",2,2.50", ",many,2.50"))
    [reject] = rejects_of(house.connection)
    assert (reject.line, reject.column_name, reject.raw_bytes) == (3, "visits", b"many")


def test_a_quarantined_file_lands_by_replay_once_its_contract_is_right(house: House) -> None:
    refused = house.fate("people_1.csv", BRITISH)
    assert (refused.status, refused.rejected) == ("quarantined", 2)
    seen = replace(house.extract.columns[2], format="%d/%m/%Y")
    columns = (*house.extract.columns[:2], seen, *house.extract.columns[3:])
    fixed = house.with_contract(columns=columns)
    [receipt] = replay(fixed.connection, fixed.settings, fixed.extract)
    assert (receipt.status, receipt.loaded) == ("loaded", 2)
    assert len(fixed.rows()) == 2
    assert fixed.rejects() == []
    assert fixed.land() == ()


def test_a_partly_loaded_file_gains_its_rejects_by_replay(house: House) -> None:
    house.fate("people_1.csv", GOOD.replace("2024-01-02 10:00:00", ""))
    seen = replace(house.extract.columns[2], required=False)
    columns = (*house.extract.columns[:2], seen, *house.extract.columns[3:])
    fixed = house.with_contract(columns=columns)
    [receipt] = replay(fixed.connection, fixed.settings, fixed.extract)
    assert (receipt.status, receipt.loaded, receipt.rejected) == ("loaded", 3, 0)
    assert len(fixed.rows()) == 3
    assert rejects_of(fixed.connection) == []


def test_a_column_that_the_contract_gains_is_filled_from_the_archive(house: House) -> None:
    house.fate("people_1.csv", "Id,Name,Seen,Visits,Spend,Pet\np1,A,2024-01-01,1,2,cat\n")
    wider = house.with_contract(columns=(*house.extract.columns, Column("pet", "varchar", "Pet")))
    assert wider.land() == ()
    assert wider.rows("pet, _extra") == [("cat", None)]


def test_an_erased_person_is_left_out_and_leaves_no_bytes_in_the_ledger(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fates, "by_table", lambda _: {})
    guarding.begin()
    hashed = keys.keyed(keys.key(house.settings), "id|crm|P2")
    stone = Tombstone("id", hashed, "Z", "R-1", "2024-01-01", "XZ-1")
    tombstones.append(house.settings, [stone])
    receipt = house.fate("people_1.csv", GOOD.replace(",2,2.50", ",many,2.50"))
    assert (receipt.status, receipt.loaded, receipt.suppressed) == ("loaded", 2, 1)
    assert house.rows("person_id") == [("p1",), ("p3",)]
    assert house.rejects() == []


def test_a_file_that_cannot_be_opened_is_quarantined_once(house: House) -> None:
    folder = house.settings.extracts / "crm"
    folder.mkdir(parents=True)
    (folder / "people_1.csv").symlink_to(folder / "nowhere")
    [receipt] = house.land()
    assert (receipt.status, receipt.sha256) == ("quarantined", "")
    assert house.land() == ()


def test_a_file_is_new_until_landed_and_again_when_it_changes(house: House) -> None:
    contacts = next(extract for extract in extracts() if extract.name == "raw_crm.contacts")
    house = house.with_contract(**vars(contacts))
    path = house.deliver("contacts_1.csv", "<html></html>")
    assert [new.path for new in landing.discover(house.settings)] == [path]
    house.land()
    assert landing.discover(house.settings) == ()
    house.deliver("contacts_1.csv", "<html> </html>")
    assert [new.path for new in landing.discover(house.settings)] == [path]


def test_a_file_that_no_contract_asks_for_is_quarantined_once(house: House) -> None:
    crm = next(department for department in departments() if department.name == "crm")
    house.deliver("contacts_1.CSV", GOOD)
    house.deliver("contacts_1.csv", GOOD)
    house.deliver(".hidden", GOOD)
    [receipt] = landing.refuse_unclaimed(crm, house.connection, house.settings)
    assert (receipt.file_name, receipt.status) == ("contacts_1.CSV", "quarantined")
    assert "No contract" in str(receipt.reason)
    assert locate(receipt.sha256, house.settings.archive).exists()
    assert landing.refuse_unclaimed(crm, house.connection, house.settings) == ()


def test_a_receipt_of_an_unclaimed_file_goes_once_a_contract_asks_for_it(house: House) -> None:
    crm = next(department for department in departments() if department.name == "crm")
    house.deliver("contacts_1.CSV", GOOD)
    landing.refuse_unclaimed(crm, house.connection, house.settings)
    wider = replace(crm, extracts=(replace(crm.extracts[0], pattern="*.CSV"),))
    assert landing.refuse_unclaimed(wider, house.connection, house.settings) == ()
    assert house.connection.execute("select * from landing.receipts").fetchall() == []


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("orders_2024-12-31.csv.gz", date(2024, 12, 31)),
        ("orders_20241231_v2.csv", date(2024, 12, 31)),
        ("from_2024-01-01_to_2024-12-31.csv", date(2024, 12, 31)),
        ("orders_2024-13-31.csv", None),
        ("orders_12345678901.csv", None),
        ("orders.csv", None),
    ],
)
def test_the_day_of_a_file_is_the_last_one_its_name_holds(name: str, day: date | None) -> None:
    assert named_day(name) == day


def raw_event(connection: duckdb.DuckDBPyConnection, table: str, column: str, day: str) -> None:
    connection.execute(f"insert into {table} ({column}) values ('{day}')")


def test_the_day_is_the_newest_thing_that_happened_not_the_newest_plan(house: House) -> None:
    landing.prepare(house.connection)
    raw_event(house.connection, "raw_insurance.premiums", "due_on", "2025-06-30")
    raw_event(house.connection, "raw_shop.orders", "ordered_at", "2024-10-31 23:59:59")
    assert landing.set_as_of(house.connection) == date(2024, 10, 31)
    assert landing.as_of(house.connection) == date(2024, 10, 31)


def test_a_day_after_the_last_delivery_is_a_mistyped_one(house: House) -> None:
    landing.prepare(house.connection)
    house.fate("people_2024-10-31.csv", GOOD)
    raw_event(house.connection, "raw_shop.orders", "ordered_at", "2042-10-31 10:00:00")
    raw_event(house.connection, "raw_shop.orders", "ordered_at", "2024-10-30 10:00:00")
    assert landing.set_as_of(house.connection) == date(2024, 10, 30)


def test_the_day_given_wins_over_the_extracts(house: House) -> None:
    assert landing.set_as_of(house.connection, date(2020, 1, 1)) == date(2020, 1, 1)
    assert landing.as_of(house.connection) == date(2020, 1, 1)


def test_without_any_dated_record_the_day_has_to_be_given(house: House) -> None:
    landing.prepare(house.connection)
    with pytest.raises(NoDayError, match="--as-of"):
        landing.set_as_of(house.connection)
    with pytest.raises(NoDayError, match="Nothing has been landed"):
        landing.as_of(house.connection)


def test_an_archive_in_a_folder_with_wildcards_in_its_name_is_read(house: House) -> None:
    odd = replace(house.settings, archive=Path(house.settings.build) / "a[1]*")
    receipt = replace(house, settings=odd).fate("people_1.csv", GOOD)
    assert receipt.loaded == 3
