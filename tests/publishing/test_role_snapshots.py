"""A role's database holds what the rules grant the role, and no byte of anything else."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import publishing, recovery
from orchestration.publishing import role_snapshots
from orchestration.publishing.snapshot import Description
from orchestration.settings import Settings
from tests.publishing.house import House

MARTS = """
create schema marts;
create table marts.customer_360 as
select 'C-' || given_name as customer_id, 'H-' || given_name as household_id, *,
    'Quill' as family_name, given_name || ' Quill' as display_name,
    given_name || '@home.org' as email, '+447700900' || age as phone,
    age || ' Long Lane' as address_line_1, null::varchar as address_line_2, 'Ayton' as city,
    'AB1 2CD' as postcode, make_date(2026 - age, 2, 3) as birth_on, false as is_anonymous,
    'active' as lifecycle_state, ['insurance', 'shop'] as departments,
    12.5::decimal(18, 2) as margin_12m, 1 as open_cases, 'b1' as build_id,
    now()::timestamp as built_at
from (values ('Ann', 411), ('Bob', 422), ('Cat', 433)) as t(given_name, age);
create table marts.contact_suppressions as
select * from (values
    ('C-Bob', 'offer', 'email', ['opted_out']), ('C-Bob', 'offer', 'phone', ['opted_out']),
    ('C-Bob', 'offer', 'post', ['opted_out']), ('C-Ann', 'offer', 'post', ['opted_out']),
    ('C-Cat', 'offer', 'email', ['restricted'])
) as t(customer_id, purpose, channel, reasons);
create table marts.household_360 as
select household_id, city, address_line_1, 2 as members from marts.customer_360;
create table marts.household_members as select household_id, customer_id from marts.customer_360;
create table marts.dim_customer as
select customer_id, birth_on, lifecycle_state, 'forties' as age_band from marts.customer_360;
create table marts.fct_order_lines as
select customer_id, given_name || ' ordered' as remark, 3 as pieces from marts.customer_360
union all select null, 'nobody', 1;
create table marts.contact_points as select customer_id, email as value from marts.customer_360;
create table marts.dictionary as
select * from (values
    ('dim_customer', 'customer_id', 'key', null, null),
    ('dim_customer', 'birth_on', 'attribute', null, null),
    ('fct_order_lines', 'remark', 'attribute', null, null),
    ('fct_order_lines', 'pieces', 'foreign key', 'contact_points', 'value'),
    ('fct_order_lines', 'customer_id', 'foreign key', 'dim_customer', 'customer_id'),
    ('contact_points', 'value', 'attribute', null, null),
    ('household_members', 'customer_id', 'foreign key', null, null)
) as t(mart, column_name, role, refers_to_mart, refers_to_column);
create table marts.metrics_daily as select 'orders' as metric, 3 as value;
"""
PERSONAL = {
    "customer_360": {"given_name", "email", "phone", "birth_on"},
    "household_360": {"city", "address_line_1"},
    "fct_order_lines": {"remark"},
    "contact_points": {"value"},
}
DESCRIBED = {
    mart: Description("A mart.", {}, frozenset(PERSONAL.get(mart, ())))
    for mart in [
        "customer_360", "household_360", "dim_customer", "fct_order_lines", "contact_points",
        "contact_suppressions", "dictionary", "household_members", "metrics_daily",
    ]
}  # fmt: skip
AT = datetime(2026, 11, 1, 4, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path, house: House) -> dict[str, Path]:
    """The snapshots of three roles of a company, by role, made from the marts above."""
    settings = with_roles(house.settings, "marketing", "risk", "service")
    database = tmp_path / "whole" / "c360.duckdb"
    database.parent.mkdir()
    with duckdb.connect(str(database)) as connection:
        connection.execute(MARTS)
    role_snapshots.write_all(settings, database, "b1", AT, DESCRIBED)
    folder = database.parent / role_snapshots.FOLDER
    return {path.name: path / "c360.duckdb" for path in folder.iterdir()}


def with_roles(settings: Settings, *names: str) -> Settings:
    company = settings.company / "company.yml"
    company.write_text(company.read_text("utf-8") + f"role_snapshots: [{', '.join(names)}]\n")
    return settings


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def tables(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mart, column in rows(
        path, "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
    ):
        found.setdefault(str(mart), []).append(str(column))
    return found


def test_marts_and_columns_are_those_that_rules_grant(made: dict[str, Path]) -> None:
    there = tables(made["marketing"])
    assert "contact_points" not in there
    assert "household_members" not in there
    assert {"customer_360", "household_360", "dim_customer", "metrics_daily"} <= there.keys()
    assert not {"display_name", "departments", "open_cases"} & {*there["customer_360"]}
    assert "lifecycle_state" in there["dim_customer"]
    assert "lifecycle_state" in tables(made["risk"])["dim_customer"]


def test_a_mask_holds_in_every_mart_that_has_the_column(made: dict[str, Path]) -> None:
    assert rows(made["marketing"], "select distinct birth_on from marts.dim_customer") == [
        ("1615",)
    ]
    assert rows(made["risk"], "select distinct email from marts.customer_360 order by 1") == [
        ("A…@…",),
        ("B…@…",),
    ]


def test_a_personal_column_that_is_no_customers_is_left_out(made: dict[str, Path]) -> None:
    assert tables(made["marketing"])["fct_order_lines"] == [
        "customer_id", "pieces", "build_id", "built_at"
    ]  # fmt: skip


def test_the_dictionary_tells_of_the_columns_that_the_role_has(made: dict[str, Path]) -> None:
    for path in made.values():
        told = rows(path, "select mart, column_name from marts.dictionary")
        there = tables(path)
        assert told
        assert [one for one in told if one[1] not in there.get(str(one[0]), ())] == []
        # What a key joins to is told where the role has it; the key itself stays.
        refers = rows(
            path,
            "select refers_to_mart, refers_to_column from marts.dictionary "
            "where refers_to_mart is not null or refers_to_column is not null",
        )
        assert [one for one in refers if one[1] not in there.get(str(one[0]), ())] == []
        assert ("dim_customer", "customer_id") in refers or "fct_order_lines" not in there
    assert ("fct_order_lines", "remark") not in rows(
        made["marketing"], "select mart, column_name from marts.dictionary"
    )
    assert rows(
        made["marketing"],
        "select refers_to_mart, refers_to_column from marts.dictionary "
        "where mart = 'fct_order_lines' and column_name = 'pieces'",
    ) == [(None, None)]


def test_rows_are_about_the_roles_people_alone(made: dict[str, Path]) -> None:
    query = "select customer_id from marts.{} order by 1"
    # Bob may not be offered anything; Cat's data may not be used; an order is nobody's.
    for mart in ("customer_360", "fct_order_lines", "dim_customer"):
        assert rows(made["marketing"], query.format(mart)) == [("C-Ann",)]
    assert rows(made["risk"], query.format("customer_360")) == [("C-Ann",), ("C-Bob",)]
    assert rows(made["service"], "select household_id from marts.household_360 order by 1") == [
        ("H-Ann",),
        ("H-Bob",),
    ]
    assert rows(made["marketing"], "select value from marts.metrics_daily") == [(3,)]


def test_an_address_needs_the_consent_of_its_channel(made: dict[str, Path]) -> None:
    query = "select email, address_line_1 from marts.customer_360"
    assert rows(made["marketing"], query) == [("Ann@home.org", None)]
    assert "address_line_1" not in tables(made["marketing"])["household_360"]
    assert "address_line_1" in tables(made["service"])["household_360"]


def test_no_byte_tells_what_the_role_may_not_see(made: dict[str, Path]) -> None:
    for path in made["marketing"].parent.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            for value in (b"Bob", b"Cat", b"411 Long Lane", b"Ann ordered", b"-02-03"):
                assert value not in held, (path, value)


def test_an_unknown_role_publishes_nothing(house: House) -> None:
    with_roles(house.settings, "plumbers")
    with pytest.raises(publishing.PublishError, match="plumbers"):
        house.build(1)


@pytest.fixture
def shared(house: House) -> publishing.Published:
    """A build of a house whose guests' snapshot one group may read, and no more."""
    settings = with_roles(house.settings, "service")
    settings = replace(settings, role_groups=f"service={os.getgid()}")
    house.connection.execute(
        "create or replace table marts.contact_suppressions as "
        "select 'x' as customer_id, 'offer' as purpose, 'email' as channel, ['a'] as reasons"
    )
    mine = replace(house, settings=settings)
    house.connection.execute(
        "create or replace table marts.customer_360 as "
        "select 'X0' as customer_id, 'H0' as household_id, false as is_anonymous"
    )
    marts = ("marts.customer_360", "marts.household_360", "marts.contact_suppressions")
    mine.describe({"customer_360": "customer_id household_id", "contact_suppressions": ""})
    mine.gate("roles", marts)
    return mine.publish("roles", required=marts)


def stat_gid() -> int:
    import os

    return os.getgid()


def test_it_is_published_in_the_same_swap_and_read_by_its_group_alone(
    house: House, shared: publishing.Published
) -> None:
    here = house.settings.published / "current" / "roles" / "service" / "c360.duckdb"
    assert rows(here, "select customer_id from marts.customer_360") == [("X0",)]
    modes = {
        path: stat.S_IMODE(path.stat().st_mode)
        for path in (here, here.parent, here.parent.parent, shared.folder, shared.database)
    }
    assert list(modes.values()) == [0o440, 0o750, 0o701, 0o701, 0o400]
    assert stat.S_IMODE(house.settings.published.stat().st_mode) == 0o701


def test_a_changed_one_is_named_by_verify(house: House, shared: publishing.Published) -> None:
    assert not list(recovery.published(house.settings))
    file = shared.folder / "roles" / "service" / "parquet" / "customer_360.parquet"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b"x")
    assert [damage.path for damage in recovery.published(house.settings)] == [file]
