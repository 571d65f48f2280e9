"""Only a gated build is published, readers see whole builds, and one can go back."""

from __future__ import annotations

import hashlib
import json
import stat
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration import gates, publishing
from orchestration.publishing import pointer as kept
from tests.publishing.house import MARTS, House

FAILING = """
expectations:
  - {expect: ExpectTableRowCountToEqual, value: 99, severity: critical}
"""


@pytest.fixture
def published(house: House) -> House:
    house.build(1)
    return house


def assert_untouched(house: House) -> None:
    now = publishing.current(house.settings)
    assert now is not None
    assert now.build_id == "build-1"
    with duckdb.connect(str(now.database), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.customer_360").fetchall() == [(1,)]


def test_publishing_alone_without_any_gate_of_this_run_is_refused(published: House) -> None:
    with pytest.raises(publishing.PublishError, match=r"without a result.*customer_360"):
        published.publish("build-2")
    assert_untouched(published)


def test_one_gate_deselected_is_enough_to_refuse(published: House) -> None:
    published.gate("build-2", MARTS[:1])
    with pytest.raises(publishing.PublishError, match=r"without a result.*household_360"):
        published.publish("build-2")
    assert_untouched(published)


def test_a_mart_without_a_gate_is_refused_even_when_nobody_required_it(published: House) -> None:
    published.gate("build-2")
    published.connection.execute("create table marts.slipped_in as select 1 as i")
    with pytest.raises(publishing.PublishError, match=r"marts\.slipped_in"):
        published.publish("build-2")
    assert_untouched(published)


def test_a_required_gate_on_another_seam_must_have_run_too(published: House) -> None:
    published.gate("build-2")
    required = {*MARTS, "conformed.customers"}
    with pytest.raises(publishing.PublishError, match=r"conformed\.customers"):
        published.publish("build-2", required=required)
    assert_untouched(published)


def test_requiring_no_gate_is_refused(published: House) -> None:
    published.gate("build-2")
    with pytest.raises(publishing.PublishError, match="no required gate"):
        published.publish("build-2", required=())
    assert_untouched(published)


def test_a_failed_critical_expectation_is_refused(published: House) -> None:
    published.declare(FAILING)
    published.gate("build-2")
    with pytest.raises(publishing.PublishError, match=r"failed: marts\.customer_360"):
        published.publish("build-2")
    assert_untouched(published)


@pytest.mark.parametrize(
    "suite",
    [
        "expectations: []",
        FAILING.replace("ToEqual", "ToEqul"),
        FAILING.replace("critical", "critcal"),
    ],
)
def test_a_gate_that_raised_is_a_missing_gate(published: House, suite: str) -> None:
    published.declare(suite)
    with pytest.raises(gates.GateError):
        published.gate("build-2")
    with pytest.raises(publishing.PublishError, match=r"without a result.*customer_360"):
        published.publish("build-2")
    assert_untouched(published)


def test_a_suite_for_a_missing_table_stops_publishing(published: House) -> None:
    with pytest.raises(gates.GateError):
        published.gate("build-2", ("marts.gone", *MARTS))
    with pytest.raises(publishing.PublishError, match=r"marts\.gone"):
        published.publish("build-2", required={"marts.gone", *MARTS})
    assert_untouched(published)


def test_a_mart_rebuilt_after_its_gate_is_refused(published: House) -> None:
    published.gate("build-2")
    published.rebuild(2)
    with pytest.raises(publishing.PublishError, match="rebuilt after their gate"):
        published.publish("build-2")
    assert_untouched(published)


def test_a_warning_is_published_and_shows_in_gate_results(house: House) -> None:
    house.declare(FAILING.replace("critical", "warning"))
    build = house.build(1)
    with duckdb.connect(str(build.database), read_only=True) as reader:
        shown = reader.execute(
            "select suite, severity, unexpected, evaluated, build_id from marts.gate_results "
            "where not passed"
        ).fetchall()
    assert shown == [("marts.customer_360", "warning", 1, 1, "build-1")]


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a.partial", "a b"])
def test_a_build_name_that_is_no_folder_name_is_refused(published: House, name: str) -> None:
    with pytest.raises(publishing.PublishError, match="name"):
        published.publish(name)
    assert_untouched(published)


def test_no_build_is_published_twice_even_after_a_rollback(published: House) -> None:
    published.build(2)
    for _ in range(2):
        for taken in ("build-1", "build-2"):
            with pytest.raises(publishing.PublishError, match="already"):
                published.publish(taken)
        if published.settings.published.joinpath("current").resolve().name == "build-2":
            publishing.rollback(published.settings)
    assert_untouched(published)


def test_every_mart_carries_its_build_and_is_read_only(house: House) -> None:
    build = house.build(3)
    link = house.settings.published / "current" / "c360.duckdb"
    assert stat.S_IMODE(build.database.stat().st_mode) == 0o400
    assert link.samefile(build.database)
    with duckdb.connect(str(link), read_only=True) as reader:
        for mart in build.marts:
            stamped = reader.execute(
                f"select distinct build_id, built_at from marts.{mart.name}"
            ).fetchall()
            assert stamped == [("build-3", build.built_at.replace(tzinfo=None))]
    assert [mart.name for mart in build.marts] == ["customer_360", "gate_results", "household_360"]


def test_the_manifest_names_every_parquet_file_with_its_rows_and_sha256(house: House) -> None:
    build = house.build(3)
    manifest = json.loads((house.settings.published / "current" / "manifest.json").read_text())
    assert manifest["currency"] == build.currency == "GBP"  # the sample company's
    assert manifest["database_sha256"] == hashlib.sha256(build.database.read_bytes()).hexdigest()
    for mart in build.marts:
        assert mart.path.is_absolute()
        assert mart.sha256 == hashlib.sha256(mart.path.read_bytes()).hexdigest()
        counted = duckdb.execute("select count(*) from read_parquet(?)", [str(mart.path)])
        assert counted.fetchall() == [(mart.rows,)]
    written = [Path(mart["path"]) for mart in manifest["marts"]]
    assert not any(path.is_absolute() for path in written)
    assert [build.folder / path for path in written] == [mart.path for mart in build.marts]
    assert manifest["database"] == "c360.duckdb"


def test_tables_and_columns_carry_the_descriptions_of_the_dbt_manifest(house: House) -> None:
    house.settings.dbt_target.mkdir(parents=True)
    node = {
        "resource_type": "model",
        "schema": "marts",
        "alias": "customer_360",
        "description": "One row per customer, as the frontline's card.",
        "columns": {
            "customer_id": {"name": "customer_id", "description": "The person's number."},
            "margin": {"name": "margin", "description": "What the person brought."},
            "points": {"name": "points", "description": "Points, which are no money."},
        },
    }
    manifest = {"nodes": {"m": node}, "sources": {}}
    (house.settings.dbt_target / "manifest.json").write_text(json.dumps(manifest))
    house.rebuild(1)
    house.connection.execute(
        "create or replace table marts.customer_360 as select *, 1::decimal(18, 2) as margin, "
        "1::decimal(18, 4) as points from marts.customer_360"
    )
    house.gate("build-1")
    build = house.publish("build-1")
    with duckdb.connect(str(build.database), read_only=True) as reader:
        tables = reader.execute("select table_name, comment from duckdb_tables()").fetchall()
        columns = reader.execute(
            "select column_name, comment from duckdb_columns() "
            "where table_name = 'customer_360' and comment is not null"
        ).fetchall()
    assert ("customer_360", "One row per customer, as the frontline's card.") in tables
    assert ("customer_id", "The person's number.") in columns
    said = "What the person brought. In the company's currency (GBP)."
    assert ("margin", said) in columns
    assert ("points", "Points, which are no money.") in columns
    assert {name for name, _ in columns} == {
        "customer_id", "margin", "points", "build_id", "built_at",
    }  # fmt: skip


def test_a_rollback_goes_back_one_build_and_a_second_one_further(house: House) -> None:
    for number in (1, 2, 3):
        house.build(number)
    assert publishing.rollback(house.settings).build_id == "build-2"
    assert publishing.rollback(house.settings).build_id == "build-1"
    with pytest.raises(publishing.PublishError, match="no build before"):
        publishing.rollback(house.settings)
    assert_untouched(house)


def test_a_rollback_never_returns_to_a_build_that_was_rolled_back_from(house: House) -> None:
    house.build(1)
    house.build(2)
    publishing.rollback(house.settings)
    house.build(3)
    assert publishing.rollback(house.settings).build_id == "build-1"


def test_a_rollback_before_the_first_publish_says_so(house: House) -> None:
    with pytest.raises(publishing.PublishError, match="Nothing is published"):
        publishing.rollback(house.settings)


def test_pruning_keeps_the_last_builds_and_the_current_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEEP_BUILDS", 2)
    monkeypatch.setattr(kept, "KEEP_FOR", timedelta(0))
    for number in (1, 2, 3):
        house.build(number)
    assert [build.build_id for build in publishing.builds(house.settings)] == ["build-2", "build-3"]
    publishing.rollback(house.settings)
    monkeypatch.setattr(kept, "KEEP_BUILDS", 1)
    kept.prune(house.settings, publishing.builds(house.settings)[-1].built_at + timedelta(days=1))
    now = publishing.current(house.settings)
    assert now is not None
    assert now.build_id == "build-2"


def test_builds_from_before_a_key_was_set_go_with_the_first_that_is_encrypted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.build(1)
    house.build(2)
    monkeypatch.setenv("CUSTOMER360_KEY", "k" * 40)
    house.build(3)
    assert [build.build_id for build in publishing.builds(house.settings)] == ["build-3"]
    assert {path.read_bytes()[:4] for path in house.settings.published.rglob("*.parquet")} == {
        b"PARE"
    }
    with pytest.raises(publishing.PublishError, match="no build before build-3"):
        publishing.rollback(house.settings)


def test_a_young_build_is_kept_however_many_are_newer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEEP_BUILDS", 1)
    for number in (1, 2, 3):
        house.build(number)
    assert len(publishing.builds(house.settings)) == 3


def test_a_mart_with_a_stamp_of_its_own_stops_publishing_and_leaves_no_handle(
    published: House,
) -> None:
    published.connection.execute("alter table marts.customer_360 add column build_id integer")
    with pytest.raises(publishing.PublishError, match="of its own"):
        published.gate("build-2")
    assert_untouched(published)
    assert published.build(3).build_id == "build-3"
    assert not list((published.settings.published / "builds").glob("*.partial"))
