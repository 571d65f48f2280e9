"""Files that nobody planned for: each ends with a receipt, and the files beside it load."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import resource
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import landing
from orchestration.company.departments import Department
from orchestration.landing import bounds, probe
from tests.landing.corpus import GOOD, HEADER, row
from tests.landing.house import House

ROW = b'{"Id": "1", "Name": "Ann", "Seen": "2026-01-01 10:00:00", "Visits": 1, "Spend": 1.5'


@pytest.fixture
def lines(house: House) -> House:
    return house.with_contract(format="jsonl", pattern="people_*.jsonl")


@pytest.mark.parametrize(
    "deep",
    [
        b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
        b"[{" * 100_000,
        b'"}}}}", "e": ' + b"[" * 200_000 + b"]" * 200_000,
        rb'"\"", "e": ' + b"[" * 200_000,
        b"[" * (bounds.DEEPEST + 1) + b"]" * (bounds.DEEPEST + 1),
    ],
)
def test_a_line_nested_too_deep_is_rejected_with_its_number(lines: House, deep: bytes) -> None:
    content = ROW + b"}\n" + ROW.replace(b'"1"', b'"2"') + b', "deep": ' + deep + b"}\n"
    receipt = lines.fate("people_1.jsonl", content)
    assert (receipt.status, receipt.loaded, receipt.rejected) == ("partly_loaded", 1, 1)
    assert lines.rejects() == [(2, None, "record")]


def test_a_file_that_is_one_line_nested_too_deep_is_quarantined(lines: House) -> None:
    assert lines.fate("people_1.jsonl", b"[" * 200_000).status == "quarantined"


@pytest.mark.parametrize(
    "json",
    [
        b"[" + b"{}," * 5_000 + b"{}]",
        b'{"a": "' + b"[{" * 5_000 + b'"}',
        b"[" * (bounds.DEEPEST - 1) + b"]" * (bounds.DEEPEST - 1),
    ],
)
def test_many_brackets_are_not_deep(json: bytes) -> None:
    assert not bounds.is_too_deep(json)


def test_a_name_that_is_no_text_is_quarantined_and_its_neighbours_load(house: House) -> None:
    house.deliver("people_1.csv", GOOD)
    folder = os.fsencode(house.settings.extracts / "crm")
    for name in (b"people_\xff.csv", b"stray_\xfe\x80.csv"):
        with open(folder + b"/" + name, "wb") as out:  # noqa: PTH123
            out.write(HEADER.encode() if isinstance(HEADER, str) else HEADER)
    receipts = {receipt.file_name: receipt.status for receipt in house.land()}
    assert receipts == {"people_1.csv": "loaded", r"people_\xff.csv": "quarantined"}
    department = Department("crm", "Sales.", "Tests", (house.extract,))
    [stray] = landing.refuse_unclaimed(department, house.connection, house.settings)
    assert stray.file_name == r"stray_\xfe\x80.csv"
    assert house.land() == ()
    assert all(str(one).encode() for one in landing.discover(house.settings))


def outside(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere.csv"
    path.write_text(GOOD)
    return path


def archived(house: House) -> set[bytes]:
    return {path.read_bytes() for path in house.settings.archive.glob("??/*") if path.is_file()}


def test_a_link_out_of_the_folder_is_refused_and_not_archived(house: House, tmp_path: Path) -> None:
    folder = house.settings.extracts / "crm"
    folder.mkdir(parents=True)
    (folder / "people_1.csv").symlink_to(outside(tmp_path))
    (folder / "people_2.csv").symlink_to("/etc/hostname")
    (folder / "stray.txt").symlink_to("/etc/hostname")
    (folder / "deep").symlink_to(tmp_path)
    receipts = house.land()
    assert {receipt.status for receipt in receipts} == {"quarantined"}
    assert all("link out of" in (receipt.reason or "") for receipt in receipts)
    department = Department("crm", "Sales.", "Tests", (house.extract,))
    strays = landing.refuse_unclaimed(department, house.connection, house.settings)
    assert [stray.file_name for stray in strays] == ["stray.txt"]
    assert archived(house) == set()
    assert house.land() == ()


def test_links_out_of_the_folder_are_followed_where_a_setting_says_so(
    house: House, tmp_path: Path
) -> None:
    house.settings = replace(house.settings, follow_links=True)
    (house.settings.extracts / "crm").mkdir(parents=True)
    (house.settings.extracts / "crm" / "people_1.csv").symlink_to(outside(tmp_path))
    assert [receipt.status for receipt in house.land()] == ["loaded"]


def test_a_department_may_be_a_mounted_folder(house: House, tmp_path: Path) -> None:
    (tmp_path / "mount").mkdir()
    (tmp_path / "mount" / "people_1.csv").write_text(GOOD)
    house.settings.extracts.mkdir()
    (house.settings.extracts / "crm").symlink_to(tmp_path / "mount")
    assert [receipt.status for receipt in house.land()] == ["loaded"]


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def test_a_packed_line_without_end_is_refused_before_it_is_held(house: House) -> None:
    packed = house.with_contract(compression="gzip", pattern="people_*.csv.gz")
    out = io.BytesIO()
    with gzip.open(out, "wb", compresslevel=6) as zipped:
        zipped.write(GOOD.encode() if isinstance(GOOD, str) else GOOD)
        for _ in range(300):
            zipped.write(b"a" * (1 << 20))
    before = peak()
    receipt = packed.fate("people_1.csv.gz", out.getvalue())
    assert (receipt.status, receipt.loaded) == ("quarantined", 0)
    assert "unpacks to more than" in (receipt.reason or "")
    assert peak() - before < 150


def test_a_plain_line_without_end_is_refused_before_it_is_held(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LONGEST", 1 << 20)
    start = GOOD if isinstance(GOOD, bytes) else GOOD.encode()
    for number, end in enumerate((b"", b"\n" + start)):
        receipt = house.fate(f"people_{number}.csv", start + b"a" * (3 << 20) + end)
        assert receipt.reason == "A line is longer than 1 MB."


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_a_large_file_of_short_lines_is_not_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes
) -> None:
    monkeypatch.setattr(bounds, "LONGEST", 1 << 20)
    (tmp_path / "large").write_bytes((b"a" * 700_000 + end) * 5)
    bounds.refuse_long_lines(tmp_path / "large")


def test_a_workbook_that_swells_is_refused(house: House) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            book.writestr(name, b" " * (64 << 20))
    receipt = house.with_contract(format="xlsx", pattern="*.xlsx").fate("a.xlsx", out.getvalue())
    assert (receipt.status, "unpacks to more than" in (receipt.reason or "")) == (
        "quarantined", True,
    )  # fmt: skip


def test_a_file_of_holes_costs_neither_time_nor_disk(house: House) -> None:
    path = house.deliver("people_1.csv", b"")
    os.truncate(path, 50 << 20)
    receipt = house.land()[0]
    assert (receipt.status, receipt.reason) == (
        "quarantined", "The file is empty: it holds zeros alone.",
    )  # fmt: skip
    assert archived(house) == set()


def test_holes_inside_a_file_stay_holes_in_the_archive(house: House) -> None:
    path = house.deliver("people_1.csv", GOOD)
    os.truncate(path, 50 << 20)
    house.land()
    [kept] = [path for path in house.settings.archive.glob("??/*") if path.is_file()]
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == kept.parent.name + kept.name
    assert kept.stat().st_blocks * 512 < 5 << 20


def test_archived_bytes_that_changed_are_put_back_before_they_are_read(
    fresh: object, tmp_path: Path
) -> None:
    first, second = fresh(), fresh()  # type: ignore[operator]
    first.fate("people_1.csv", GOOD)
    [kept] = [path for path in first.settings.archive.glob("??/*") if path.is_file()]
    sound = kept.read_bytes()
    kept.chmod(0o600)
    kept.write_bytes(sound.replace(b"Ann", b"Eve").replace(b"1", b"7"))
    assert kept.read_bytes() != sound
    second.settings = replace(second.settings, archive=first.settings.archive)
    receipt = second.fate("people_1.csv", GOOD)
    assert receipt.status == "loaded"
    assert "had changed" in (receipt.reason or "")
    assert kept.read_bytes() == sound
    assert second.rows() == first.rows()


def died_reading(house: House, body: bytes) -> Path:
    """The note that a run leaves which died while it read this content."""
    note = house.settings.build / "reading" / hashlib.sha256(body).hexdigest()
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("")
    return note


def test_a_file_that_ends_a_child_too_is_quarantined_and_the_run_goes_on(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = (HEADER + row(7)).encode()
    note = died_reading(house, bad)
    (tmp_path / "orchestration" / "landing").mkdir(parents=True)
    for package in ("orchestration", "orchestration/landing"):
        (tmp_path / package / "__init__.py").write_text("")
    killer = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n"
    (tmp_path / "orchestration" / "landing" / "probe_child.py").write_text(killer)
    monkeypatch.setattr(probe, "PROJECT", tmp_path)
    house.deliver("people_1.csv", bad)
    house.deliver("people_2.csv", GOOD)
    found = {receipt.file_name: receipt for receipt in house.land()}
    assert found["people_1.csv"].status == "quarantined"
    assert found["people_1.csv"].reason == "Reading the file ended the process (signal 11)."
    assert found["people_2.csv"].status == "loaded"
    assert note.exists()  # so that a replay does not try it in the run's own process


def test_a_file_that_was_only_there_when_a_run_died_loads(house: House) -> None:
    body = GOOD if isinstance(GOOD, bytes) else GOOD.encode()
    note = died_reading(house, body)
    assert house.fate("people_1.csv", body).status == "loaded"
    assert not note.exists()


def test_a_file_that_reads_for_ever_is_quarantined(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "SECONDS", 0.01)
    body = GOOD if isinstance(GOOD, bytes) else GOOD.encode()
    died_reading(house, body)
    assert "more than 0.01 seconds" in (house.fate("people_1.csv", body).reason or "")


def test_no_note_is_left_of_a_file_that_was_refused(house: House) -> None:
    house.fate("people_1.csv", b"%PDF-1.4")
    assert list((house.settings.build / "reading").iterdir()) == []


def _record(number: int, size: int) -> str:
    name = "x" * size
    return (
        f'{{"Id": "{number}", "Name": "{name}", "Seen": "2024-01-01", "Visits": 1, "Spend": "1"}}'
    )


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_record_beyond_the_limit_is_rejected_alone_in_the_units_of_the_limit(
    house: House, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr("orchestration.landing.jsonl_files.LARGEST_RECORD", 1 << 20)
    house = house.with_contract(format=form, pattern="people_*")
    records = [_record(1, 5), _record(2, (3 << 20) >> 1), _record(3, 1 << 19)]
    text = "\n".join(records) if form == "jsonl" else f"[{','.join(records)}]"
    receipt = house.fate(f"people_1.{form}", text)
    assert (receipt.status, receipt.loaded, receipt.rejected) == ("partly_loaded", 2, 1)
    [(row, reason, size)] = house.rejects("line, reason, octet_length(raw_bytes)")
    assert (row, reason) == (2, "A record of 1.5 MB; the most is 1 MB.")
    assert size == len(records[1])


def test_a_record_of_the_largest_size_fits_the_memory_of_a_run(house: House) -> None:
    house = house.with_contract(format="jsonl", pattern="people_*")
    record = _record(1, bounds.LARGEST_RECORD - len(_record(1, 0)))
    assert len(record) == bounds.LARGEST_RECORD
    assert house.fate("people_1.jsonl", record).status == "loaded"


def test_a_file_of_one_record_beyond_the_limit_is_told_the_limit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.landing.jsonl_files.LARGEST_RECORD", 1 << 20)
    house = house.with_contract(format="jsonl", pattern="people_*")
    receipt = house.fate("people_1.jsonl", _record(1, 2 << 20))
    assert (receipt.status, "A record of 2.0 MB; the most is 1 MB." in str(receipt.reason)) == (
        "quarantined",
        True,
    )


def test_a_document_on_one_line_is_bounded_as_a_document(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LONGEST", 1 << 16)
    house = house.with_contract(format="json", pattern="people_*")
    text = "[" + ",".join(_record(n, 100) for n in range(1000)) + "]"
    assert house.fate("people_1.json", text).status == "loaded"
    monkeypatch.setattr("orchestration.landing.documents.LARGEST", 1 << 16)
    reason = house.fate("people_2.json", text + " ").reason
    assert "A JSON document of more than 0 MB" in str(reason)


def test_a_file_that_needs_more_memory_is_told_which_setting_bounds_it(house: House) -> None:
    limited = replace(house, settings=replace(house.settings, memory_limit="200MB"))
    house.connection.execute("set memory_limit = '200MB'")
    limited = limited.with_contract(format="jsonl", pattern="people_*")
    receipt = limited.fate("people_1.jsonl", _record(1, bounds.LARGEST_RECORD - 200))
    assert receipt.reason == (
        "Reading the file needs more memory than a run may take: CUSTOMER360_MEMORY_LIMIT is 200MB."
    )
