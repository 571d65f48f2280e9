"""Rows of a live database, drawn as dated extracts."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from orchestration.databases import SourceError
from orchestration.landing.archive import locate
from orchestration.origin import Origin
from tests.landing.house import House
from tests.sources import servers
from tests.sources.conftest import DATABASE, ROWS


def test_a_table_lands_as_a_dated_extract_that_the_archive_keeps(copied: House) -> None:
    [receipt] = copied.land()
    assert (receipt.status, receipt.records_in, receipt.loaded) == ("loaded", 2, 2)
    assert receipt.file_name.startswith(f"public.people_{datetime.now(UTC):%Y-%m-%d}T")
    assert copied.rows() == ROWS
    assert copied.rows("seen_at")[1] == (datetime(2026, 10, 2, 10),)
    held = locate(receipt.sha256, copied.settings.archive)
    assert duckdb.execute("select count(*) from read_parquet(?)", [str(held)]).fetchall() == [(2,)]
    assert not list((copied.settings.build / "arriving").rglob("*.parquet"))


def test_unchanged_rows_are_a_duplicate_and_earlier_rows_can_come_back(
    copied: House, postgres: servers.Postgres
) -> None:
    copied.land()
    assert [receipt.status for receipt in copied.land()] == ["duplicate"]
    postgres.run("""delete from public.people where "Id" = 'P2'""")
    copied.land()
    assert copied.rows() == ROWS[:1]
    postgres.run("insert into people values ('P2', 'Grace', '2026-10-02 10:00+00', null, 0.1)")
    copied.land()
    assert copied.rows() == ROWS


def test_the_same_rows_in_another_order_are_the_same_bytes(
    copied: House, postgres: servers.Postgres
) -> None:
    [first] = copied.land()
    postgres.run("""create temp table kept as select * from people; delete from people;
        insert into people select * from kept order by "Id" desc""")
    [second] = copied.land()
    assert (second.status, second.sha256) == ("duplicate", first.sha256)


def test_a_row_without_its_key_is_a_reject(copied: House, postgres: servers.Postgres) -> None:
    postgres.run("insert into people values (null, 'Nobody', '2026-10-02 10:00+00', 1, 1)")
    [receipt] = copied.land()
    assert (receipt.status, receipt.loaded, receipt.rejected) == ("partly_loaded", 2, 1)
    assert copied.rejects("column_name, kind") == [(None, "record")]


def test_a_table_that_lost_a_contracted_column_is_quarantined(
    copied: House, postgres: servers.Postgres
) -> None:
    copied.land()
    postgres.run('alter table people drop column "Visits"')
    [receipt] = copied.land()
    assert (receipt.status, copied.rows()) == ("quarantined", ROWS)


@pytest.mark.parametrize("kind", ["copy", "attach"])
def test_a_database_that_does_not_answer_says_so_without_its_password(
    copied: House, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    house = copied.with_contract(origin=Origin("postgres", DATABASE, kind))
    for address in (
        f"host=127.0.0.1 port=1 user=house password='{'x' * 3}hidden'",
        "postgresql://house:hidden@127.0.0.1:1/postgres",
        "postgresql://house:hidden@127.0.0.1:one/postgres",
        "hidden",
        "",
    ):
        monkeypatch.setenv(DATABASE, address)
        with pytest.raises(SourceError, match=DATABASE) as told:
            house.land()
        assert "hidden" not in str(told.value)
        assert told.value.__suppress_context__ or told.value.__context__ is None


def test_a_table_that_is_not_there_is_named(copied: House) -> None:
    with pytest.raises(SourceError, match=r"public\.nobody cannot be read"):
        copied.with_contract(pattern="public.nobody").land()


def test_a_url_is_an_address_too(
    copied: House, postgres: servers.Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "it%27s%20%5C%20a%3B%20s3cret"  # noqa: S105
    url = f"postgresql://house:{secret}@127.0.0.1:{postgres.port}/postgres?sslmode=prefer"
    monkeypatch.setenv(DATABASE, url)
    assert copied.land()[0].status == "loaded"
