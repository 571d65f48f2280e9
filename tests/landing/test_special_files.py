"""What lies in an extracts folder and is no plain file, or not yet."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from orchestration import landing
from orchestration.company.departments import Department
from orchestration.landing.receipts import MISSING
from tests.landing.corpus import GOOD, HEADER, row
from tests.landing.house import House


@pytest.fixture
def folder(house: House) -> Path:
    folder = house.settings.extracts / "crm"
    folder.mkdir(parents=True)
    return folder


def test_a_pipe_is_quarantined_and_nobody_waits_for_it(house: House, folder: Path) -> None:
    os.mkfifo(folder / "people_1.csv")
    [receipt] = house.land()
    assert receipt.status == "quarantined"
    assert "a pipe or a device" in (receipt.reason or "")
    assert house.land() == ()


def test_a_folder_named_like_a_file_is_no_delivery_and_what_lies_in_it_is_reported(
    house: House, folder: Path
) -> None:
    (folder / "people_1.csv").mkdir()
    (folder / "people_1.csv" / "people_2.csv").write_text(GOOD)
    assert house.land() == ()
    department = Department("crm", "Sales.", "Tests", (house.extract,))
    [stray] = landing.refuse_unclaimed(department, house.connection, house.settings)
    assert (stray.file_name, stray.status) == ("people_2.csv", "quarantined")


def test_a_link_within_the_folder_is_the_file_it_leads_to(house: House, folder: Path) -> None:
    (folder / ".uploaded").write_text(GOOD)
    (folder / "people_1.csv").symlink_to(folder / ".uploaded")
    assert [receipt.status for receipt in house.land()] == ["loaded"]


@pytest.mark.parametrize("target", ["nowhere.csv", "people_1.csv"])
def test_a_link_that_leads_nowhere_is_quarantined(house: House, folder: Path, target: str) -> None:
    (folder / "people_1.csv").symlink_to(target)
    assert [receipt.status for receipt in house.land()] == ["quarantined"]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("People_1.csv", '; extract: "People_*.csv" would take People_1.csv'),
        ("people_1.CSV", '; extract: "people_*.CSV" would take people_1.CSV'),
        ("people_1.csv.part", ""),  # on its way, perhaps
        ("people.csv", '; extract: "people.csv" would take people.csv'),
    ],
)
def test_a_name_that_is_almost_contracted_is_refused_in_words(
    house: House, folder: Path, name: str, remedy: str
) -> None:
    (folder / name).write_text(GOOD)
    [receipt] = house.land()
    assert (receipt.status, receipt.loaded) == (MISSING, 0)
    assert receipt.reason == f"No file matches people_*.csv; the folder holds {name}{remedy}."
    department = Department("crm", "Sales.", "Tests", (house.extract,))
    [stray] = landing.refuse_unclaimed(department, house.connection, house.settings)
    assert stray.reason == "No contract asks for a file of this name."


def test_a_file_that_is_still_being_written_is_landed_again_when_it_is_done(
    house: House, folder: Path
) -> None:
    path = folder / "people_1.csv"
    path.write_text(HEADER + row(1) + row(2)[:9])
    [early] = house.land()
    assert (early.status, early.loaded, early.rejected) == ("partly_loaded", 1, 1)
    path.write_text(GOOD)
    [late] = house.land()
    assert (late.status, late.loaded) == ("loaded", 3)
    assert len(house.rows()) == 3


def test_a_file_that_grows_while_it_is_read_is_landed_as_one_prefix(
    house: House, folder: Path
) -> None:
    path, is_done = folder / "people_1.csv", threading.Event()
    path.write_text(HEADER)

    def grow() -> None:
        with path.open("a") as file:
            for number in range(200_000):
                file.write(f"p{number},Name,2024-01-01 10:00:00,1,1.50\n")
                if number % 1000 == 0:
                    file.flush()
        is_done.set()

    threading.Thread(target=grow, daemon=True).start()
    while not is_done.is_set():
        for receipt in house.land():
            assert receipt.records_in == receipt.loaded + receipt.rejected
            assert receipt.rejected <= 1, "at most the line that was not whole yet"
        time.sleep(0.01)
    house.land()
    assert len(house.rows()) == 200_000
