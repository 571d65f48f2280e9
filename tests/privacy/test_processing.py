"""The record of processing says of every table what rules say, and who sees something of it."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from orchestration import lineage, warehouse
from orchestration.company import rules
from orchestration.company.departments import sound_extracts
from orchestration.lineage import Lineage, Part
from orchestration.lineage.columns import EVERY_ROW
from orchestration.privacy import processing
from orchestration.privacy.processing import Processing
from tests.conftest import House

DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def found(house: House) -> dict[str, Processing]:
    with warehouse.connect(house.settings, read_only=True) as connection:
        lineage_of_run = lineage.of_build(house.settings, connection)
    return {one.table: one for one in processing.record(house.settings, lineage_of_run, DAY)}


def test_every_table_is_there_with_a_purpose_and_a_basis(found: dict[str, Processing]) -> None:
    assert found.keys() == {one.name for one in sound_extracts()}
    silent = {
        one.table for one in found.values() if one.feeds and processing.NOT_STATED in one.purposes
    }
    assert silent == set()
    assert all(one.custodian for one in found.values())


def test_a_table_says_what_it_holds_and_what_becomes_of_it(found: dict[str, Processing]) -> None:
    contacts = found["raw_crm.contacts"]
    assert {"name", "email", "phone", "birth_date", "address"} <= set(contacts.personal)
    assert "people" in contacts.feeds
    assert found["raw_shop.orders"].on_erasure == "anonymise"
    assert contacts.keep_days is None


def test_who_sees_something_of_a_table_is_told_by_lineage(
    found: dict[str, Processing], house: House
) -> None:
    assert "service" in found["raw_crm.contacts"].recipients
    columns = Lineage(
        {
            (("marts.customer_360", "email"), EVERY_ROW): frozenset(
                {Part(("raw_a.b", "mail")), Part(("raw_a.ranks", "n"), is_value=False)}
            ),
            (("marts.attribution", "channel"), EVERY_ROW): frozenset({Part(("raw_a.visits", "*"))}),
        },
        {},
    )
    seen = processing.recipients(house.settings, columns, DAY)
    assert "raw_a.b" in seen["service"]
    assert not any("raw_a.ranks" in tables for tables in seen.values())
    # It is no column of a customer: the snapshot of the role holds it.
    assert {role for role, tables in seen.items() if "raw_a.visits" in tables} == {"marketing"}


def test_the_record_is_published(
    published: duckdb.DuckDBPyConnection, found: dict[str, Processing]
) -> None:
    rows = published.execute(
        "select origin_table, custodian, personal_data, on_erasure, recipients "
        "from marts.processing_record order by 1"
    ).fetchall()
    assert rows == sorted(
        (
            one.table.removeprefix("raw_").replace(".", "/"),
            one.custodian,
            ", ".join(one.personal),
            one.on_erasure,
            ", ".join(one.recipients),
        )
        for one in found.values()
    )


def test_every_feed_has_a_row_in_every_rule_about_what_becomes_of_it() -> None:
    feeds = [{row["feed"] for row in rules.rows(name)} for name in ("processing", "erasure")]
    assert feeds[0] == feeds[1] == {row["feed"] for row in rules.rows("retention")}
