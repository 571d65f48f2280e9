"""Whose a record is: one's own by its key, whomever else it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from orchestration.company.departments import Column, Extract
from orchestration.privacy import belongings, columns, keys, linking
from tests.privacy.planted import extract

POLICIES = extract(
    "csv",
    department="cover",
    table="policies",
    key=("policy_number",),
    event_time=None,
    record_ids=(("cover", "policy_number"), ("cover", "driver_id")),
    columns=(
        Column("policy_number", "varchar", "No"),
        Column("email", "varchar", "M", pii="email"),
    ),
)
DRIVERS = extract(
    "csv",
    department="cover",
    table="drivers",
    key=("driver_id",),
    event_time=None,
    record_ids=POLICIES.record_ids,
    columns=(
        Column("driver_id", "varchar", "Id"),
        Column("policy_number", "varchar", "No"),
        Column("name", "varchar", "Name", pii="name"),
    ),
)
TABLES: tuple[Extract, ...] = (POLICIES, DRIVERS)


@pytest.fixture
def warehouse(monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """Ann holds a policy on which Ben drives, and Ben one on which Ann does."""
    monkeypatch.setattr(columns, "extracts", lambda: TABLES)
    columns._keys_named_elsewhere.cache_clear()
    columns._named_by_one_department.cache_clear()
    with duckdb.connect() as connection:
        keys.add_macros(connection, b"secret")
        connection.execute(
            """
            create schema identity; create schema raw_cover;
            create table identity.crosswalk as
            select *, date '2026-01-01' as valid_from, cast(null as date) as valid_to
            from (values
                ('cover:PO-A', 'cover', 'PO-A', 'C-A', 'score', 20.0),
                ('cover:DR-A', 'cover', 'DR-A', 'C-A', 'score', 20.0),
                ('cover:PO-B', 'cover', 'PO-B', 'C-B', 'steward', null),
                ('cover:DR-B', 'cover', 'DR-B', 'C-B', 'alone', null)
            ) as t(
                record_id, department, source_record_id, customer_id, matched_by, match_weight
            );
            create table identity.links as
            select 'cover:DR-A' as record_a, 'cover:PO-A' as record_b, 'score' as matched_by,
                20.0 as match_weight, {'given': 5.0, 'email': 0.0, 'birth': 15.0} as weights
            union all
            select 'cover:DR-A', 'cover:PO-B', 'score', 99.0,
                {'given': 0.0, 'email': 99.0, 'birth': 0.0};
            create table raw_cover.policies as
            select * from (values ('PO-A', 'ann@able.test'), ('PO-B', 'ben@cole.test'))
            as t(policy_number, email);
            create table raw_cover.drivers as
            select * from (values ('DR-B', 'PO-A', 'Ben Cole'), ('DR-A', 'PO-B', 'Ann Able'))
            as t(driver_id, policy_number, name)
            """
        )
        yield connection
    columns._keys_named_elsewhere.cache_clear()
    columns._named_by_one_department.cache_clear()


def test_a_named_driver_is_their_own_on_anybodys_policy(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    belongings.begin(warehouse, {"ann": ["C-A"]})
    belongings.follow(warehouse, TABLES)
    theirs = warehouse.execute(
        "select b.tab, p.policy_number, d.driver_id from belongings as b "
        "left join raw_cover.policies as p on b.tab = 'raw_cover.policies' and p.rowid = b.rid "
        "left join raw_cover.drivers as d on b.tab = 'raw_cover.drivers' and d.rowid = b.rid "
        "order by all"
    ).fetchall()
    assert theirs == [("raw_cover.drivers", None, "DR-A"), ("raw_cover.policies", "PO-A", None)]
    assert set(warehouse.execute("select value from mine").fetchall()) == {("PO-A",), ("DR-A",)}


def test_why_records_are_one_person_is_told_without_the_others(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    told = linking.sentences(warehouse, "C-A")
    assert told == [
        "Records DR-A and PO-A of cover are taken to be yours: each agrees with one of cover in "
        "first name and birth date.",
    ]
    assert linking.sentences(warehouse, "C-B") == [
        "Record DR-B of cover stands alone: it was joined to no other.",
        "Record PO-B of cover is taken to be yours: a person of the company decided so.",
    ]


def test_a_column_that_no_run_has_landed_yet_is_none_of_a_table(
    warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = replace(POLICIES, columns=(*POLICIES.columns, Column("since", "date", "Since")))
    elsewhere = replace(DRIVERS, table="never_landed")
    monkeypatch.setattr(belongings, "sound_extracts", lambda: (asked, elsewhere))
    assert belongings.tables(warehouse) == (POLICIES,)
