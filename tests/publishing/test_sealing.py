"""What the gates have not seen on the very file that readers get reaches nobody."""

from __future__ import annotations

import csv
import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration import pointed, publishing
from orchestration.activation import published as reading
from orchestration.publishing import pointer, release, retired, sealing
from orchestration.settings import DBT_PACKAGE
from tests.publishing.house import MARTS, NEVER_NULL, House

RETIRED = "mart,column,reason,retired_on\n"


def candidate(house: House) -> Path:
    return pointer.candidate(house.settings, "build-2")


def refused(
    house: House, match: str = "", build_id: str = "build-2", run_id: str = "build-2"
) -> None:
    with pytest.raises(publishing.PublishError, match=match):
        house.publish(build_id, run_id)
    now = publishing.current(house.settings)
    assert now is not None
    assert now.build_id == "build-1"


BUILD_CHANGED = {
    "a value": "update marts.customer_360 set customer_id = 'other'",
    "a key emptied": "update marts.household_360 set household_id = null",
    "a row twice": "insert into marts.customer_360 from marts.customer_360 limit 1",
    "a value inside a struct": "update marts.customer_360 set weights = {'name': 2.5}",
    "a type": "alter table marts.customer_360 alter weights type struct(name double)",
    "a column renamed": "alter table marts.customer_360 rename weights to weight",
    "a mart dropped": "drop table marts.household_360",
    "a mart added": "create table marts.extra as select 1 as i",
    "a mart made a view": (
        "create schema x; create table x.y as from marts.household_360; "
        "drop table marts.household_360; create view marts.household_360 as "
        "select * replace (household_id || '' as household_id) from x.y where household_id > 'X0'"
    ),
}


@pytest.mark.parametrize("name", BUILD_CHANGED)
def test_a_private_build_that_changed_after_its_verdict_is_not_published(
    judged: House, name: str
) -> None:
    judged.connection.execute(BUILD_CHANGED[name])
    refused(judged)


LEDGER_CHANGED = {
    "a suite's results gone": "delete from gates.results where suite = 'marts.household_360'",
    "one result gone": "delete from gates.results where expectation = 'few'",
    "one result more": (
        "insert into gates.results select * replace ('more' as expectation) from gates.results "
        "where expectation = 'few'"
    ),
    "a failure that is called a warning": (
        "update gates.results set passed = false, severity = 'warning' where expectation = 'few'"
    ),
    "severities alone": "update gates.results set severity = 'warning'",
    "another count": "update gates.results set evaluated = 77 where expectation = 'filled'",
    "no verdict": "delete from gates.verdicts",
}


@pytest.mark.parametrize("name", LEDGER_CHANGED)
def test_a_ledger_that_was_altered_publishes_nothing(judged: House, name: str) -> None:
    judged.connection.execute(LEDGER_CHANGED[name])
    refused(judged)


def test_results_of_a_run_that_sealed_nothing_do_not_count(judged: House) -> None:
    judged.connection.execute(
        "insert into gates.results select * replace ('forged' as run_id) from gates.results"
        " where run_id = 'build-2'"
    )
    refused(judged, "sealed nothing", "build-3", "forged")


def test_a_failed_gate_called_passed_publishes_nothing(house: House) -> None:
    house.declare(NEVER_NULL)
    house.build(1)
    house.rebuild(2)
    house.connection.execute("update marts.customer_360 set customer_id = null")
    house.gate("build-2")
    refused(house, "failed")
    house.connection.execute("update gates.results set passed = true, unexpected = 0")
    refused(house, "not those of the verdict")


def test_suites_weakened_after_the_verdict_publish_nothing(judged: House) -> None:
    judged.declare(NEVER_NULL.replace("max_value: 9", "max_value: 999"))
    refused(judged, "the suites")
    judged.declare(NEVER_NULL.rsplit("  - ", 1)[0])
    refused(judged, "declares")


def altered(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.chmod(0o600)
    path.write_bytes(change(path.read_bytes()))


def flipped(content: bytes) -> bytes:
    return content[:-40] + bytes([content[-40] ^ 1]) + content[-39:]


FILES = {
    "the database": lambda folder: altered(folder / "c360.duckdb", flipped),
    "a Parquet file": lambda folder: altered(folder / "parquet/customer_360.parquet", flipped),
    "a Parquet file gone": lambda folder: (folder / "parquet/customer_360.parquet").unlink(),
    "a mart of nobody": lambda folder: (folder / "parquet/more.parquet").write_bytes(b"PAR1"),
    "a log beside it": lambda folder: (folder / "c360.duckdb.wal").write_bytes(b"x"),
    "the verdict": lambda folder: altered(
        folder / "verdict.json", lambda text: text.replace(b'"filled"', b'"full"')
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_candidate_that_was_altered_is_not_published(judged: House, name: str) -> None:
    FILES[name](candidate(judged))
    refused(judged)
    assert not (candidate(judged).parent / "build-2").exists()


# Steps behind the sealing: (module, function), each raced before or after it ran.
STEPS = (
    (sealing.gates, "evaluate_stage"),
    (release, "verify_gates"),
    (release, "_judged"),
    (release, "verify_verdict"),
    (release, "_moved"),
    (release, "verify_files"),
)


def test_nobody_wins_a_race_between_the_gates_and_the_pointer(house: House) -> None:
    """Two hundred times something changes at a random step behind the gates."""
    house.build(1)
    chance = random.Random(11)  # noqa: S311
    seen, refusals = 0, 0
    for number in range(200):
        house.rebuild(2)
        run, (module, name) = f"run-{number}", chance.choice(STEPS)
        is_late = chance.random() < 0.5
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, name, Raced(getattr(module, name), house, run, chance, is_late))
            try:
                house.gate(run)
                house.publish(run)
            except publishing.PublishError:
                refusals += 1
        try:
            with reading.reading(house.settings) as reader:
                found = reader.execute(
                    "select count(*) from published.marts.household_360 where household_id is null"
                ).fetchone()
        except reading.NothingPublishedError:  # changed behind the last look: the door notices
            (house.settings.published / "current").unlink(missing_ok=True)
            continue
        assert found == (0,), (run, name)
        seen += 1
    assert refusals > 100
    assert seen > 100


@dataclass
class Raced:
    """A step of publishing, and somebody who writes just before it or just after."""

    step: Callable[..., object]
    house: House
    run: str
    chance: random.Random
    is_late: bool

    def __call__(self, *args: object, **named: object) -> object:
        if not self.is_late:
            tamper(self.house, self.run, self.chance)
        found = self.step(*args, **named)
        if self.is_late:
            tamper(self.house, self.run, self.chance)
        return found


def tamper(house: House, run: str, chance: random.Random) -> None:
    """Empty a key, in the private build or in whatever of the build to come is there."""
    home = house.settings.published / "builds"
    files = [p for p in (home / run, home / f"{run}.candidate") if p.is_dir()]
    if chance.random() < 0.5 or not files:
        house.connection.execute("update marts.household_360 set household_id = null")
        return
    database = files[0] / "c360.duckdb"
    database.chmod(0o600)
    with duckdb.connect(str(database)) as connection:
        connection.execute("update marts.household_360 set household_id = null")


@pytest.mark.parametrize("harm", ["content", "log", "link", "gone"])
@pytest.mark.parametrize("is_known", [False, True])
def test_readers_refuse_a_database_that_is_not_the_published_one(
    house: House, tmp_path: Path, harm: str, is_known: bool
) -> None:
    database = house.build(1).database
    if is_known:
        with reading.reading(house.settings):
            assert (house.settings.build / "intact.json").exists()
    if harm == "content":
        before = database.stat()
        altered(database, flipped)
        os.utime(database, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif harm == "log":
        database.with_name("c360.duckdb.wal").write_bytes(b"x")
    else:
        database.rename(tmp_path / "moved.duckdb")
        if harm == "link":
            database.symlink_to(tmp_path / "moved.duckdb")
    with pytest.raises(reading.NothingPublishedError), reading.reading(house.settings):
        pass
    with pytest.raises(publishing.PublishError):
        publishing.readable(house.settings)


def test_the_hash_of_a_build_is_taken_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.build(1)
    for _ in range(2):
        with reading.reading(house.settings):
            pass
        monkeypatch.setattr(pointed, "_known", {})  # as another process
        monkeypatch.setattr(pointed.hashlib, "file_digest", None)


def test_the_gates_read_the_sealed_file(house: House) -> None:
    house.declare(NEVER_NULL)
    sealed = publishing.seal(house.settings, house.connection, run_id="r", build_id="r")
    house.connection.execute("update marts.customer_360 set customer_id = null")
    results = publishing.judge(
        house.settings, house.connection, sealed, MARTS, expectations=(house.expectations,)
    )
    assert all(result.passed for result in results)


def test_a_suite_may_compare_a_sealed_mart_with_a_table_of_the_build(house: House) -> None:
    house.connection.execute("create schema conformed")
    house.connection.execute("create table conformed.customers as select 'X0' as customer_id")
    house.declare(
        """
expectations:
  - expect: UnexpectedRowsExpectation
    name: every customer is known
    severity: critical
    unexpected_rows_query: |
      select 1 from {batch} as b anti join conformed.customers as c using (customer_id)
"""
    )
    assert all(result.passed for result in house.gate("one"))
    house.rebuild(2)
    (failed,) = [result for result in house.gate("two") if not result.passed]
    assert failed.failures[0].unexpected == 1


def test_the_same_run_is_published_under_another_name_judged_once_more(judged: House) -> None:
    judged.publish("build-2")
    again = judged.publish("build-2b", "build-2")
    assert again.database_sha256 != ""
    with duckdb.connect(str(again.database), read_only=True) as reader:
        assert reader.execute("select distinct build_id from marts.customer_360").fetchall() == [
            ("build-2b",)
        ]


@pytest.mark.parametrize(
    ("change", "lost", "line"),
    [
        (
            "drop table marts.household_360",
            "marts.household_360",
            "household_360,,moved,2026-11-01",
        ),
        (
            "alter table marts.customer_360 drop weights",
            "marts.customer_360.weights",
            "customer_360,weights,unused,2026-11-01",
        ),
    ],
)
@pytest.mark.parametrize("is_old", [False, True])
def test_what_readers_had_is_only_left_out_where_it_is_retired(
    house: House, change: str, lost: str, line: str, is_old: bool
) -> None:
    first = house.build(1)
    if is_old:
        manifest = first.folder / "manifest.json"
        content = json.loads(manifest.read_text())
        for mart in content["marts"]:
            del mart["columns"]
        altered(manifest, lambda _: json.dumps(content).encode())
    house.connection.execute(change)
    kept = tuple(mart for mart in MARTS if mart != lost)
    house.gate("build-2", kept)
    for text, match in (
        ("", f"lose {lost}[.]"),
        (RETIRED + line.replace("2026-11-01", "soon"), "no day"),
        (RETIRED + ",".join(line.split(",")[:2]) + ",,2026-11-01", "a reason"),
        ("mart,reason\n", "the columns are"),
    ):
        if text:
            (house.settings.company / "retired.csv").write_text(text)
        with pytest.raises(publishing.PublishError, match=match):
            house.publish("build-2", required=kept)
    (house.settings.company / "retired.csv").write_text(f"{RETIRED}{line}\n")
    assert house.publish("build-2", required=kept).build_id == "build-2"


def test_what_the_product_retired_names_a_column_that_is_there_instead() -> None:
    models = {
        model.get("config", {}).get("alias", model["name"]): {c["name"] for c in model["columns"]}
        for path in (DBT_PACKAGE / "models" / "marts").rglob("*.yml")
        for model in yaml.safe_load(path.read_text()).get("models", ())
    }
    with Path(retired.__file__).with_name(retired.FILE).open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines
    for line in lines:
        assert line["column"] not in models[line["mart"]], line
        assert line["reason"].rpartition(": ")[2] in models[line["mart"]], line
