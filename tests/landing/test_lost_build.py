"""A lost build lands the same again: order from the journal, bytes from the archive."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from orchestration import journal, landing, recovery
from orchestration.company.departments import Department
from orchestration.journal import JournalError
from orchestration.landing import ledger
from orchestration.landing.archive import locate
from orchestration.warehouse import connect
from tests.landing.house import HEADER, House

SEEN = "2026-01-0{} 09:00:00"


def row(number: int, day: int, name: str = "Ann") -> str:
    return f"P{number},{name},{SEEN.format(day)},1,2.50\n"


# (name, content): one more each day; a correction, a repeat, a file taken back, two bad ones.
HISTORY = [
    ("people_2026-01-01.csv", HEADER + row(1, 1)),
    ("people_2026-01-02.csv", HEADER + row(2, 2)),
    ("people_2026-01-02.csv", HEADER + row(2, 3, "Corrected")),
    ("people_2026-01-03.csv", HEADER + row(2, 3, "Corrected")),
    ("people_2026-01-04.csv", "no such header\n"),
    ("people_2026-01-02.csv", HEADER + row(2, 2)),
    ("notes.txt", "nobody asked for this"),
    ("people_2026-01-05.csv", HEADER + row(5, 5) + "P6,Bad,no day,1,1\n"),
    ("people_2026-01-06.csv", HEADER + row(1, 6, "Later")),
]


def land(house: House) -> None:
    department = Department("crm", "Sales.", "Tests", (house.extract,))
    landing.refuse_unclaimed(department, house.connection, house.settings)
    house.land()


def state(house: House, *, is_exact: bool) -> list[Any]:
    """All that landing knows; without `is_exact` the moments at which it was landed aside."""
    stray = "select * from landing.receipts order by table_name, sequence, file_name, file_id"
    columns = "*" if is_exact else "* exclude (landed_at, modified_at)"
    receipts = house.connection.execute(stray.replace("*", columns)).fetchall()
    raw = "*" if is_exact else "* exclude (_loaded_at)"
    rows = house.connection.execute(
        f"select {raw} from {ledger.raw_table(house.extract)} order by all"
    ).fetchall()
    rejects = house.connection.execute("from landing.rejects order by all").fetchall()
    return [receipts, rows, rejects]


def lose_the_build(house: House) -> None:
    house.connection.execute("drop schema landing cascade; drop schema raw_crm cascade")
    shutil.rmtree(house.settings.build / "landed", ignore_errors=True)


def lose_the_extracts(house: House) -> None:
    shutil.rmtree(house.settings.extracts)


LOSSES: dict[str, tuple[Callable[[House], None], ...]] = {
    "build": (lose_the_build,),
    "extracts": (lose_the_extracts,),
    "both": (lose_the_build, lose_the_extracts),
}


@pytest.mark.parametrize(
    ("point", "lost"), [(3, "both"), (5, "extracts"), (6, "build"), (8, "both"), (9, "build")]
)
def test_what_was_lost_at_any_point_comes_back_as_it_was(
    fresh: Callable[[], House], point: int, lost: str
) -> None:
    house, calm = fresh(), fresh()
    for number, (name, content) in enumerate(HISTORY, start=1):
        for one in (house, calm):
            one.deliver(name, content)
            land(one)
        if number == point:
            before = state(house, is_exact=True)
            for lose in LOSSES[lost]:
                lose(house)
            land(house)
            assert state(house, is_exact=True) == before
    assert state(house, is_exact=False) == state(calm, is_exact=False)


def test_an_older_build_lands_what_came_after_it(house: House) -> None:
    for name, content in HISTORY[:3]:
        house.deliver(name, content)
        land(house)
    whole = state(house, is_exact=True)
    last = max(ledger.receipts(house.connection, house.extract), key=lambda one: one.sequence)
    older = house.connection
    older.execute("delete from landing.receipts where sequence = ?", [last.sequence])
    older.execute("update landing.receipts set superseded_by = null")
    lose_the_extracts(house)
    land(house)
    again = ledger.receipts(house.connection, house.extract)
    assert [astuple(one)[:4] for one in again] == [row[:4] for row in whole[0] if row[2]]


def test_bytes_that_the_archive_lost_are_put_back_from_the_folder_or_named(house: House) -> None:
    for name, content in HISTORY[:2]:
        house.deliver(name, content)
    land(house)
    before = state(house, is_exact=True)
    for one in ledger.receipts(house.connection, house.extract):
        path = locate(one.sha256, house.settings.archive)
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert len(list(recovery.sources(house.settings))) == 2
    lose_the_build(house)
    (house.settings.extracts / "crm" / HISTORY[0][0]).unlink()
    land(house)
    first, second = ledger.receipts(house.connection, house.extract)
    assert first.status == "quarantined"
    assert "customer360 verify" in (first.reason or "")
    assert second.status == "loaded"
    (damaged,) = recovery.sources(house.settings)
    assert HISTORY[0][0] in damaged.mend
    assert len(before[1]) == 2


def test_a_damaged_journal_stops_landing_and_is_written_anew_from_a_whole_build(
    house: House,
) -> None:
    for name, content in HISTORY[:3]:
        house.deliver(name, content)
        land(house)
    written = journal.of(house.settings, "deliveries")
    lines = list(written.events())
    written.path.write_bytes(written.path.read_bytes().replace(b"people_2026", b"people_2025", 1))
    with pytest.raises(JournalError, match="line 1"):
        land(house)
    (damaged, *_) = recovery.sources(house.settings)
    assert damaged.path == written.path
    written.path.unlink()
    land(house)
    for line in lines:  # in one batch now
        line.pop("end", None)
    assert [one | {"end": None} for one in written.events()] == [
        one | {"end": None} for one in lines
    ]


def test_one_flipped_byte_in_any_file_is_named(house: House, tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311
    for number in range(40):
        house.deliver(f"people_2026-02-{number % 28 + 1:02}_{number}.csv", HEADER + row(number, 1))
    land(house)
    assert list(recovery.sources(house.settings)) == []
    files = sorted(path for path in house.settings.archive.rglob("*.*") if path.is_file())
    files += sorted(path for path in house.settings.archive.glob("??/*"))
    for path in files:
        content = path.read_bytes()
        place = chance.randrange(len(content))
        path.chmod(0o600)
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert path in [one.path for one in recovery.sources(house.settings)], path
        path.write_bytes(content)


def test_another_process_finds_the_journal_of_the_first(house: House) -> None:
    house.deliver(*HISTORY[0])
    land(house)
    with connect(house.settings) as again:
        assert len(ledger.receipts(again, house.extract)) == 1
