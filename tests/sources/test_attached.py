"""Sources that are queried where they live: views in place of raw tables."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest
import yaml
from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration import gates, landing
from orchestration.landing import day
from orchestration.origin import FOLDER
from orchestration.privacy import guarding, keys, tombstones
from orchestration.privacy.tombstones import Tombstone
from orchestration.settings import DBT_PACKAGE
from orchestration.warehouse import connect
from tests.landing.house import HEADER, House
from tests.sources import servers
from tests.sources.conftest import DATABASE, ROWS


def dbt_plugins() -> list[BasePlugin]:
    """The plugins that dbt makes of the profile."""
    profile = yaml.safe_load((DBT_PACKAGE / "profiles.yml").read_text())["customer360"]
    named = profile["outputs"]["embedded"]["plugins"]
    return [BasePlugin.create(one["module"], config={}, alias=one["alias"]) for one in named]


def test_an_attached_source_shows_its_rows_of_this_moment_and_copies_none(
    attached: House, postgres: servers.Postgres
) -> None:
    [receipt] = attached.land()
    assert (receipt.status, receipt.records_in, receipt.loaded) == ("attached", 2, 2)
    assert attached.rows() == ROWS
    assert not attached.settings.archive.exists()
    postgres.run("insert into people values ('P3', 'Mary', '2026-10-03 10:00+00', 1, 1)")
    assert len(attached.rows()) == 3
    [again] = attached.land()
    assert (again.file_id, again.loaded) == (receipt.file_id, 3)
    held = attached.connection.execute("select count(*) from landing.receipts").fetchall()
    assert held == [(1,)]


def test_an_attached_source_has_the_contracts_columns_and_types(attached: House) -> None:
    landing.prepare(attached.connection)
    attached.land()
    described = attached.connection.execute("describe raw_crm.people").fetchall()
    assert [row[:2] for row in described] == [
        ("person_id", "VARCHAR"),
        ("name", "VARCHAR"),
        ("seen_at", "TIMESTAMP"),
        ("visits", "INTEGER"),
        ("spend_gbp", "DECIMAL(12,2)"),
        ("_extra", "VARCHAR"),
        ("_file_id", "VARCHAR"),
        ("_row", "BIGINT"),
        ("_loaded_at", "TIMESTAMP"),
    ]


def test_whoever_opens_the_warehouse_can_read_what_is_attached(attached: House) -> None:
    attached.land()
    attached.connection.close()
    with connect(attached.settings) as reopened:
        assert reopened.execute("select count(*) from raw_crm.people").fetchall() == [(2,)]
        result = gates.evaluate("raw_crm.people", reopened, "run")
        assert (result.passed, result.rows) == (True, 2)
    with duckdb.connect(str(attached.settings.warehouse)) as as_dbt:
        for plugin in dbt_plugins():
            plugin.configure_connection(as_dbt)
        assert as_dbt.execute("select count(*) from raw_crm.people").fetchall() == [(2,)]
        shown = as_dbt.execute("select * from duckdb_databases(), duckdb_secrets()").fetchall()
        assert servers.PASSWORD not in str(shown)


def test_a_warehouse_opens_while_its_attached_source_is_away(
    attached: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached.land()
    attached.connection.close()
    monkeypatch.setenv(DATABASE, "host=127.0.0.1 port=1")
    with connect(attached.settings) as reopened:
        landing.prepare(reopened)
        assert len(reopened.execute("from landing.receipts").fetchall()) == 1
        with pytest.raises(gates.GateError):
            gates.evaluate("raw_crm.people", reopened, "run")


def test_the_records_of_erased_people_do_not_show_through(attached: House) -> None:
    attached.land()
    hashed = keys.keyed(keys.key(attached.settings), "id|crm|P1")
    guarding.begin()
    stone = Tombstone("id", hashed, "Z", "R-1", "2026-10-05", "XZ-1")
    tombstones.append(attached.settings, [stone])
    [receipt] = attached.land()
    assert attached.rows() == ROWS[1:]
    assert (receipt.records_in, receipt.loaded, receipt.suppressed) == (2, 1, 1)


def test_values_that_do_not_fit_are_counted_and_too_many_are_a_changed_type(
    attached: House, postgres: servers.Postgres
) -> None:
    postgres.run("""alter table people alter "Visits" type text;
        update people set "Visits" = 'often' where "Id" = 'P2'""")
    [receipt] = attached.land()
    assert receipt.reason is not None
    assert "1 values of visits do not fit" in receipt.reason
    assert attached.rows() == ROWS
    postgres.run(
        "insert into people select 'Q' || i, 'N', now(), 'x', 1 from generate_series(1, 12) as i"
    )
    assert [receipt.status for receipt in attached.land()] == ["quarantined"]


def test_the_day_of_an_attached_source_is_the_newest_thing_that_happened(attached: House) -> None:
    attached.land()
    assert day._exists(attached.connection, attached.extract)
    assert day._last_covered(attached.connection) == datetime.now(UTC).date()


def test_copy_to_attach_and_back_keeps_every_file(attached: House) -> None:
    folder = attached.with_contract(pattern="people_*.csv", format="csv", origin=FOLDER)
    folder.fate("people_2026-10-01.csv", HEADER + "P9,Old,2026-10-01,1,1\n")
    attached.land()
    assert attached.rows() == ROWS
    [first] = [r for r in _receipts(attached) if r[0] == "loaded"]
    assert first[1] is not None
    folder.land()
    assert folder.rows("person_id") == [("P9",)]
    assert _receipts(folder) == [("loaded", None)]
    attached.land()
    assert attached.rows() == ROWS


def _receipts(house: House) -> list[tuple[str, str | None]]:
    return house.connection.execute("select status, superseded_by from landing.receipts").fetchall()
