"""Control files as companies write them, and what is read from them."""

from __future__ import annotations

import hashlib
import json

import pytest

from orchestration.company.control import Control
from orchestration.landing import totals

NAME = "orders_2026-10-31.csv"
MD5, SHA1, SHA256 = (hashlib.new(kind, b"x").hexdigest() for kind in ("md5", "sha1", "sha256"))
OWN = Control("{name}.ctl")
LIST = Control("SHA256SUMS")
ROWS = Control("{name}.ctl", must_say=("rows",))


@pytest.mark.parametrize(
    ("text", "control", "rows", "size", "sums"),
    [
        ("", OWN, None, None, {}),
        ("\n", OWN, None, None, {}),
        ("OK 2026-10-31 04:00", OWN, None, None, {}),
        (SHA256, OWN, None, None, {"sha256": SHA256}),
        (f"{SHA256.upper()}  {NAME}\r\n", OWN, None, None, {"sha256": SHA256}),
        (f"{SHA256} *./out/{NAME}\n", LIST, None, None, {"sha256": SHA256}),
        (f"{MD5}  other.csv\n{SHA256}  {NAME}\n", LIST, None, None, {"sha256": SHA256}),
        (f"SHA256 ({NAME}) = {SHA256}\n", LIST, None, None, {"sha256": SHA256}),
        (f"MD5({NAME})= {MD5}\nSHA1({NAME})= {SHA1}", LIST, None, None,
         {"md5": MD5, "sha1": SHA1}),
        ("rows=120", OWN, 120, None, {}),
        ("ROW_COUNT: 1,200\nFile Size: 99\n", OWN, 1200, 99, {}),
        ("records: 120; bytes: 4711", OWN, 120, 4711, {}),
        (f"batch: {MD5}\nrecords: 3", OWN, 3, None, {}),
        ("20261031", OWN, None, None, {}),
        ("120", ROWS, 120, None, {}),
        (f"{NAME}|120", ROWS, 120, None, {}),
        (f"{NAME};120;2026-10-31", ROWS, None, None, {}),
        (f"file,rows,sha256\na.csv,1,{MD5}\n{NAME},120,{SHA256}", LIST, 120, None,
         {"sha256": SHA256}),
        ("record_count|size\n120|99", OWN, 120, 99, {}),
        (json.dumps({"rows": 120, "checksum": SHA256}), OWN, 120, None, {"sha256": SHA256}),
        (json.dumps({"files": [{"name": "a.csv", "rows": 1},
                               {"name": f"out/{NAME}", "stats": {"rows": 2}}]}, indent=1),
         LIST, 2, None, {}),
        (json.dumps({"a.csv": MD5, NAME: SHA256}), LIST, None, None, {"sha256": SHA256}),
        ("Loaded 120 lines", Control("{name}.log", rows=r"Loaded (\d+) lines"), 120, None, {}),
        ("[" * 100_000, OWN, None, None, {}),
    ],
)  # fmt: skip
def test_a_control_file_is_read_as_it_is_written(
    text: str, control: Control, rows: int | None, size: int | None, sums: dict[str, str]
) -> None:
    found = totals.read(text.encode(), NAME, control, "c")
    assert found == totals.Totals("c", rows, size, sums)
    assert totals.of_event(found.as_event()) == found


def test_a_control_file_of_many_says_nothing_of_a_file_that_it_does_not_name() -> None:
    for text in (
        " other.csv",
        f"{SHA256}  other.csv",
        json.dumps({"other.csv": SHA256}),
        "file,rows\na.csv,1",
    ):
        assert totals.read(text.encode(), NAME, LIST, "c") is None


def test_an_empty_control_file_of_many_speaks_of_all_unless_it_must_say_something() -> None:
    assert totals.read(b"", NAME, Control("_SUCCESS"), "c") == totals.Totals("c")
    assert totals.read(b"", NAME, Control("SHA256SUMS", must_say=("sha256",)), "c") is None


def test_two_checksums_of_one_kind_are_unclear() -> None:
    found = totals.read(f"{SHA256}\n{'0' * 64}".encode(), NAME, OWN, "c")
    assert found
    assert found.unclear == "sha256"
    utf16 = totals.read(f"rows={5}".encode("utf-16"), NAME, OWN, "c")
    assert utf16
    assert utf16.rows == 5


@pytest.mark.parametrize(
    ("template", "name", "beside"),
    [
        ("{name}.done", "orders.csv", "orders.csv.done"),
        ("{stem}.ctl", "orders_2026.10.31.csv.gz", "orders_2026.10.31.ctl"),
        ("{stem}.ctl", "orders_*.csv", "orders_*.ctl"),
        ("_SUCCESS", "orders.csv", "_SUCCESS"),
        (".{name}.ok", "orders", ".orders.ok"),
    ],
)
def test_the_name_of_a_control_file(template: str, name: str, beside: str) -> None:
    assert Control(template).beside(name) == beside
