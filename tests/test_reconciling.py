"""The report of two departments: the records of both, and whose value survives for which reason."""

from __future__ import annotations

import duckdb
import pytest

from orchestration import queries
from orchestration.commands import reconciling

# customer, field, department, record, value, survives, because
VALUES = """
    ('apart', 'email', 'store', 'store:1', 'ann@a.example', true, 'more recent'),
    ('apart', 'email', 'office', 'office:1', 'ann@b.example', false, 'more recent'),
    ('apart', 'email', 'office', 'office:2', 'ann@c.example', false, 'more recent'),
    ('in capitals', 'family_name', 'store', 'store:2', 'LEE', false, 'more complete'),
    ('in capitals', 'family_name', 'office', 'office:3', 'Lee', true, 'more complete'),
    ('one in common', 'phone', 'store', 'store:3', '1', false, 'tie'),
    ('one in common', 'phone', 'store', 'store:4', '2', true, 'tie'),
    ('one in common', 'phone', 'office', 'office:4', '2', false, 'tie'),
    ('a third wins', 'city', 'store', 'store:5', 'Ham', false, 'more trusted source'),
    ('a third wins', 'city', 'office', 'office:5', 'Eton', false, 'more trusted source'),
    ('a third wins', 'city', 'cover', 'cover:5', 'Bath', true, 'more trusted source'),
    ('one says it', 'city', 'store', 'store:6', 'Ham', true, 'only value'),
    ('one says it', 'city', 'cover', 'cover:6', 'Bath', false, 'only value')
"""


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    found.execute(
        "create schema marts; create table marts.attribute_conflicts as "
        f"from (values {VALUES}) as t "
        "(customer_id, field, department, record_id, value, is_winner, rule)"
    )
    return found


def listed(
    connection: duckdb.DuckDBPyConnection, first: str, second: str, field: str | None = None
) -> list[tuple[object, ...]]:
    return connection.execute(
        queries.text(reconciling.__file__, "differing_values.sql"),
        {"first": first, "second": second, "field": field},
    ).fetchall()


def test_each_value_that_differs_has_its_records_the_survivor_and_the_reason(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert listed(connection, "store", "office") == [
        (
            "a third wins", "city", ["store:5: Ham"], ["office:5: Eton"],
            "Bath", "cover", "cover:5", "more trusted source",
        ),
        (
            "apart", "email", ["store:1: ann@a.example"],
            ["office:1: ann@b.example", "office:2: ann@c.example"],
            "ann@a.example", "store", "store:1", "more recent",
        ),
    ]  # fmt: skip


def test_the_departments_are_told_in_the_order_asked_and_a_field_alone_if_asked(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    [row] = listed(connection, "office", "store", "email")
    assert row[2:4] == (
        ["office:1: ann@b.example", "office:2: ann@c.example"], ["store:1: ann@a.example"],
    )  # fmt: skip
    assert listed(connection, "office", "store", "phone") == []
