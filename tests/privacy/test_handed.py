"""Lists and files that were handed over: who received them, and the erased are taken out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from orchestration.activation import handovers
from orchestration.privacy import handed, keys, recipients, searching, tombstones
from orchestration.privacy.searching import Needles
from orchestration.privacy.tombstones import Tombstone
from orchestration.settings import Settings
from tests.conftest import settings_in
from tests.privacy.planted import erase

DAY = date(2026, 1, 5)
NUMBER = "C-ZZZZZZZZZ2"


def _erase(settings: Settings) -> None:
    erase(settings)
    hashed = keys.keyed(keys.key(settings), f"customer|{NUMBER}")
    stone = Tombstone("customer", hashed, "ZZZ", "R-1", DAY.isoformat(), "C-EEEEEEEEEE")
    tombstones.append(settings, [stone])


def test_files_that_are_still_there_lose_the_erased_and_keep_the_rest(tmp_path: Path) -> None:
    settings, folder = settings_in(tmp_path), tmp_path / "lists"
    folder.mkdir()
    text = (
        "name,mail\r\nAnn Able,ann@able.test\r\nŻoë Quill,Zoe@Quill.test\r\nZoe Other,z@o.test\r\n"
    )
    by_mail, by_number = folder / "offer.allowed.csv", folder / "groups.csv"
    by_mail.write_bytes(text.encode())
    by_number.write_text(f"customer_id\nC-AAAAAAAAAA\n{NUMBER}\n")
    table, other = folder / "risk.parquet", folder / "service.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select '{NUMBER}' as customer_id) to '{table}'")
        connection.execute(f"copy (select 'C-AAAAAAAAAA' as customer_id) to '{other}'")
    files = (by_mail, by_number, table, other, folder / "gone.csv")
    handovers.note(settings, "marketing", "list for offer by email", DAY, files)
    before = other.read_bytes()
    assert set(files[:4]) <= set(searching.folders(settings))
    needles = Needles(["zoe@quill.test", NUMBER])
    assert len(searching.search(files, needles)) >= 3

    _erase(settings)
    assert handed.clean(settings) == (2, 1)
    assert by_mail.read_bytes().decode() == text.replace("Żoë Quill,Zoe@Quill.test\r\n", "")
    assert by_number.read_text() == "customer_id\nC-AAAAAAAAAA\n"
    assert other.read_bytes() == before and not table.exists()
    assert searching.search(files, needles) == ()
    assert handed.clean(settings) == (0, 0)


def test_a_person_is_told_of_groups_they_are_in_and_of_every_list(
    tmp_path: Path,
) -> None:
    settings = settings_in(tmp_path)
    for action, number in (("win_back", NUMBER), ("save", "C-AAAAAAAAAA")):
        folder = settings.assignments / action
        folder.mkdir(parents=True)
        (folder / "2026-01-05-abc.csv").write_text(f"action,customer_id\n{action},{number}\n")
    handovers.note(settings, "marketing", "file of customers", DAY, ())
    told = {
        (one["as"], one["recipient"])
        for one in recipients.of_person(settings, NUMBER, {}, ["shop"])
    }
    assert {("action", "win_back"), ("file", "marketing")} <= told
    assert ("action", "save") not in told
    assert [kind for kind, _ in told if kind.startswith("department")] == ["department shop"]
    assert not any(kind == "alerts" for kind, _ in told)
