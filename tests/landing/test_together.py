"""Files landed together leave what they leave when they are landed one by one."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from orchestration.landing import ledger, probe, together, typed
from orchestration.landing.receipts import QuarantineError
from tests.landing.house import CUSTOMERS, HEADER, House

DAY = "2026-01-{:02} 09:00:00"
OWNERS = ("Ann", "Bob")
KEEPING = tuple(
    replace(column, keep_changes=column.name in ("name", "visits")) for column in CUSTOMERS.columns
)
CONTRACTS: dict[str, dict[str, Any]] = {
    "append": {},
    "upsert": {"load": "upsert"},
    "snapshot": {"load": "snapshot"},
    "values are kept": {"load": "upsert", "columns": KEEPING},
    "a key is somebody's": {"load": "upsert", "belongs_to": ("name",)},
}


def files(seed: int) -> list[tuple[str, bytes]]:
    """Two dozen files: most are plain, some in every way that is out of the ordinary."""
    chance = random.Random(seed)  # noqa: S311
    made: list[tuple[str, bytes]] = []
    for number in range(24):
        day = chance.randrange(1, 28)
        name = chance.choice([f"people_2026-01-{day:02}_{number}.csv", f"people_{number}.csv"])
        rows = [
            f"P{chance.randrange(40)},{chance.choice(OWNERS)},{DAY.format(day)},{number},1.50"
            for _ in range(chance.randrange(1, 6))
        ]
        header, end = HEADER, "\n"
        match chance.randrange(12):
            case 0:
                rows.append("P1,Ann,no day,1,1")
            case 1:
                rows.append(f"P1,Ann,{DAY.format(day)},many,1")
            case 2:
                rows.append("P1,too,few")
            case 3:
                header = "Id,Name,Seen,Visits,Spend,Note\n"
                rows = [f"{row},a note" for row in rows]
            case 4:
                header = "ID, name ,Seen,Visits,Spend\n"
            case 5:
                rows = []
            case 6:
                end = "\r\n"
            case 7:
                rows.append(f'P77,"a, ""b""\nc",{DAY.format(day)},,')
        made.append((name, (header + "".join(row + end for row in rows)).encode()))
    made.append(("people_copy.csv", made[0][1]))
    made.append(
        ("people_latin.csv", (HEADER + f"P9,Zo\xeb,{DAY.format(1)},1,1\n").encode("latin-1"))
    )
    made.append(("people_page.csv", b"<!doctype html><p>No."))
    return made


def left(house: House) -> list[Any]:
    """Rows, rejects, drift, changes of values and receipts, without moments and order."""
    asked = [
        f"select * exclude (_loaded_at) from {ledger.raw_table(house.extract)}",
        "select * from landing.rejects",
        "select * from landing.drift",
        "select column_name, record_key, value, delivered_on, file_id from landing.value_changes",
        "select * exclude (landed_at, modified_at, sequence, duplicate_of, shadows, reason) "
        "from landing.receipts where status <> 'duplicate'",
    ]
    return [house.connection.execute(f"{one} order by all").fetchall() for one in asked]


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_left_is_the_same(
    fresh: Callable[[], House], contract: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined, alone = (fresh().with_contract(**CONTRACTS[contract]) for _ in range(2))
    delivered = files(seed)
    for part in (delivered[:15], delivered[15:]):
        for house in (joined, alone):
            for name, content in part:
                moment = 1_760_000_000 + delivered.index((name, content))
                os.utime(house.deliver(name, content), (moment, moment))
        with monkeypatch.context() as patched:
            patched.setattr(together, "is_possible", lambda *_: False)
            alone.land()
        joined.land()
    assert left(joined) == left(alone)
    assert joined.land() == ()


def test_a_thousand_small_files_cost_little_and_know_one_another(house: House) -> None:
    for number in range(1_000):
        rows = "".join(f"P{number}-{n},Ann,{DAY.format(1)},1,2.50\n" for n in range(10))
        house.deliver(f"people_{number:04}.csv", HEADER + rows)
    began = time.process_time()
    receipts = house.land()
    spent = time.process_time() - began
    assert {receipt.status for receipt in receipts} == {"loaded"}
    assert sorted(receipt.sequence for receipt in receipts) == list(range(1, 1_001))
    assert len(house.rows()) == 10_000
    assert spent < 1_000 * 0.006, f"{spent:.1f} seconds of processor"
    assert house.land() == ()


def test_a_row_lost_on_the_way_lets_no_file_land(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        house.deliver(f"people_{number}.csv", HEADER + f"P{number},Ann,{DAY.format(1)},1,1\n")
    cast = typed.cast

    def losing(connection: Any, *rest: Any) -> int:
        failed = cast(connection, *rest)
        connection.execute("delete from temp.landing_typed where _row = 1")
        return failed

    monkeypatch.setattr(typed, "cast", losing)
    assert [receipt.status for receipt in house.land()] == ["quarantined", "quarantined"]
    assert house.rows() == []


def test_of_files_that_ended_a_process_together_the_deadly_one_is_found(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        house.deliver(f"people_{number}.csv", HEADER + f"P{number},Ann,{DAY.format(1)},1,1\n")
    folder = house.settings.extracts / "crm"
    hashes = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
    note = house.settings.build / "reading" / f"{house.extract.name}.together"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("\n".join(hashes.values()))
    children = []

    def child(extract: Any, archived: Any, settings: Any) -> None:
        children.append(len(archived))
        if hashes["people_5.csv"] in {one.sha256 for one in archived}:
            raise QuarantineError(f"signal {signal.SIGSEGV}")

    monkeypatch.setattr(probe, "_try", child)
    found = {receipt.file_name: receipt.status for receipt in house.land()}
    assert found.pop("people_5.csv") == "quarantined"
    assert set(found.values()) == {"loaded"}
    assert children[0] == 8
    assert not note.exists()
