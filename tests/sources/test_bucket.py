"""Objects of a bucket are delivered files like any other."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration import landing, settings
from orchestration.company.control import Control
from orchestration.company.departments import Department
from orchestration.databases import SourceError
from orchestration.landing import arriving
from orchestration.landing.archive import locate
from orchestration.settings import PROJECT
from tests.landing.house import HEADER, House
from tests.sources import servers
from tests.sources.conftest import BUCKET

ROW = "P1,Ada,2026-10-01 10:00:00,3,10.50\n"


@pytest.fixture
def prefix(bucket: servers.Bucket, request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def test_an_object_lands_like_a_file_and_its_bytes_are_archived(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    content = (HEADER + ROW + ",Nobody,2026-10-01,1,1\n").encode()
    bucket.put(f"{prefix}/people_2026-10-01.csv", content)
    [receipt] = from_bucket.land()
    assert (receipt.status, receipt.loaded, receipt.rejected) == ("partly_loaded", 1, 1)
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()
    assert locate(receipt.sha256, from_bucket.settings.archive).read_bytes() == content
    assert not list((from_bucket.settings.build / "arriving").rglob("*.csv"))
    assert from_bucket.land() == ()


@pytest.mark.parametrize("name", ["people_1.csv.gz", "people_1.csv.zst", "people_1.csv"])
def test_compressed_bytes_arrive_as_they_are_whatever_the_name(
    from_bucket: House, bucket: servers.Bucket, prefix: str, name: str
) -> None:
    content = gzip.compress((HEADER + ROW).encode())
    bucket.put(f"{prefix}/{name}", content)
    house = from_bucket.with_contract(pattern="people_*", compression="gzip")
    [receipt] = house.land()
    assert (receipt.status, receipt.sha256) == ("loaded", hashlib.sha256(content).hexdigest())


def test_an_object_that_changed_since_it_was_listed_is_not_taken(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    bucket.put(f"{prefix}/people_1.csv", HEADER + ROW)
    [delivery] = arriving.deliveries(from_bucket.extract, from_bucket.settings)
    bucket.put(f"{prefix}/people_1.csv", HEADER)
    with (
        pytest.raises(SourceError, match="was listed with"),
        arriving.fetched(delivery, from_bucket.settings),
    ):
        pass
    assert not delivery.path.exists()


def test_an_object_waits_for_its_control_object_and_is_held_to_it(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    house = from_bucket.with_contract(control=Control("{name}.ctl"))
    bucket.put(f"{prefix}/people_1.csv", HEADER + ROW)
    [waiting] = house.land()
    assert (waiting.status, "people_1.csv.ctl is not there" in str(waiting.reason)) == (
        "waiting",
        True,
    )
    bucket.put(f"{prefix}/people_1.csv.ctl", "rows=2")
    [refused] = house.land()
    assert refused.reason == "people_1.csv.ctl says 2 rows, the file has 1" + (
        "; counts_header: true, if it counts the header."
    )
    assert house.land() == ()
    bucket.put(f"{prefix}/people_1.csv.ctl", "rows = 1")
    assert [one.status for one in house.land()] == ["loaded"]
    assert house.land() == ()


def test_names_that_look_like_patterns_or_urls_fetch_themselves(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    names = (
        "people_[1]*.csv", "people_1.csv", "people_ä +%20#.csv", "people_'q'.csv",
        "people_?s3_region=x&y=z.csv", "people_ two  spaces .csv", "people_e\u0301\u4e2d.csv",
        'people_"\\`$(x);=@:,!~.csv', "people_\U0001f600.csv",
    )  # fmt: skip
    for place, name in enumerate(names):
        bucket.put(f"{prefix}/{name}", f"{HEADER}P{place},N,2026-10-01 10:00:00,1,1\n")
    assert {receipt.status for receipt in from_bucket.land()} == {"loaded"}
    assert from_bucket.rows("person_id") == [(f"P{place}",) for place in range(len(names))]


def test_what_lies_deeper_or_is_named_otherwise_is_not_ours(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    for key in (f"{prefix}/old/people_1.csv", f"{prefix}/places_1.csv", f"{prefix}2/people_1.csv"):
        bucket.put(key, HEADER + ROW)
    assert from_bucket.land() == ()


def test_an_object_no_contract_asks_for_is_archived_and_quarantined(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    bucket.put(f"{prefix}/poeple_1.csv", HEADER + ROW)
    bucket.put(f"{prefix}/people_1.csv", HEADER + ROW)
    department = Department("crm", "Sales.", "Tests", (from_bucket.extract,))
    refused = [
        landing.refuse_unclaimed(department, from_bucket.connection, from_bucket.settings)
        for _ in range(2)
    ]
    assert [[receipt.file_name for receipt in one] for one in refused] == [["poeple_1.csv"], []]
    assert locate(refused[0][0].sha256, from_bucket.settings.archive).exists()


def test_empty_and_broken_objects_are_quarantined(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    bucket.put(f"{prefix}/people_1.csv", b"")
    bucket.put(f"{prefix}/people_2.csv", gzip.compress(HEADER.encode())[:9])
    assert [receipt.status for receipt in from_bucket.land()] == ["quarantined"] * 2


def test_an_object_of_known_size_and_time_is_not_fetched_again(
    from_bucket: House, bucket: servers.Bucket, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put(f"{prefix}/people_1.csv", HEADER + ROW)
    monkeypatch.setattr(arriving, "DOUBT", arriving.DOUBT * -1)
    [receipt] = from_bucket.land()
    [delivery] = arriving.deliveries(from_bucket.extract, from_bucket.settings)
    assert arriving.is_landed(delivery, [receipt])
    bucket.put(f"{prefix}/people_1.csv", HEADER + ROW.replace("Ada", "Ada Mary"))
    [changed] = arriving.deliveries(from_bucket.extract, from_bucket.settings)
    assert not arriving.is_landed(changed, [receipt])
    from_bucket.land()
    assert from_bucket.rows("name") == [("Ada Mary",)]


def test_an_object_too_new_to_tell_is_fetched_again(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    bucket.put(f"{prefix}/people_1.csv", HEADER + ROW)
    from_bucket.land()
    bucket.put(f"{prefix}/people_1.csv", HEADER + ROW.replace("Ada", "Eve"))
    from_bucket.land()
    assert from_bucket.rows("name") == [("Eve",)]


def test_a_bucket_that_does_not_answer_says_so_without_its_keys(
    from_bucket: House, bucket: servers.Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    for location in ("s3://deliveries/x", "/somewhere", ""):
        monkeypatch.setenv(BUCKET, location)
        with pytest.raises(SourceError, match=BUCKET) as told:
            from_bucket.land()
        assert servers.PASSWORD not in str(told.value)
    assert servers.PASSWORD not in repr(settings.object_store())


def test_a_bucket_that_is_not_there_is_an_error_not_an_empty_delivery(
    from_bucket: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BUCKET, "s3://nothing-of-that-name/x")
    with pytest.raises(SourceError):
        from_bucket.land()


def test_the_warehouse_never_holds_the_keys(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    bucket.put(f"{prefix}/people_1.csv", HEADER + ROW)
    from_bucket.land()
    assert from_bucket.connection.execute("from duckdb_secrets()").fetchall() == []


def test_an_object_may_be_any_format_the_contract_knows(
    from_bucket: House,
    bucket: servers.Bucket,
    prefix: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("parquet") / "one.parquet"
    duckdb.execute(
        f"copy (select 'P1' as Id, 'Ada' as Name, timestamp '2026-10-01' as Seen, 1 as Visits, "
        f"2.5 as Spend) to '{path}'"
    )
    bucket.put(f"{prefix}/people_2026-10-01.parquet", path.read_bytes())
    house = from_bucket.with_contract(format="parquet", pattern="*.parquet")
    assert [receipt.status for receipt in house.land()] == ["loaded"]
    landing.prepare(house.connection)


FETCH = """
import sys, tracemalloc
from pathlib import Path
from orchestration import settings
from orchestration.landing import s3
import shutil
tracemalloc.start()
with s3.opened(settings.object_store(), "deliveries", sys.argv[1]) as read:
    with open(sys.argv[2], "wb") as write:
        shutil.copyfileobj(read, write, 1 << 20)
print(tracemalloc.get_traced_memory()[1])
"""


def test_a_large_object_is_never_held_in_memory_whole(
    bucket: servers.Bucket, prefix: str, tmp_path: Path
) -> None:
    size, target = 64 << 20, tmp_path / "large"
    bucket.put(f"{prefix}/people_1.csv", bytes(size))
    done = subprocess.run(
        [sys.executable, "-c", FETCH, f"{prefix}/people_1.csv", str(target)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert target.stat().st_size == size
    assert int(done.stdout) < size / 8


def test_a_thousand_objects_and_one_are_all_listed(
    from_bucket: House, bucket: servers.Bucket, prefix: str
) -> None:
    for number in range(1001):
        bucket.put(f"{prefix}/people_{number}.csv", b"")
    assert len(arriving.deliveries(from_bucket.extract, from_bucket.settings)) == 1001
