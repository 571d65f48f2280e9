"""The comparison itself: what it must find, and what it must not take for a difference."""

from __future__ import annotations

import duckdb
import pytest

from tests.engines.comparing import Compared, compared


def difference(duckdb_rows: str, spark_rows: str, **types: str) -> Compared:
    """Compare two queries; the second stands for Spark's rows, `types` for its columns."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return compared(connection, "t", f"({duckdb_rows})", f"({spark_rows})", types)


EQUAL = {
    "a_double_that_differs_in_the_tenth_digit": (
        "select 1.2345678912e0::double as a",
        "select 1.2345678914e0::double as a",
        {"a": "double"},
    ),
    "nothing_with_a_sign": (
        "select 0.0::double as a",
        "select -0.0::double as a",
        {"a": "double"},
    ),
    "a_moment_in_utc": (
        "select timestamp '2026-01-31 10:00:00.123456' as a",
        "select timestamptz '2026-01-31 11:00:00.123456+01' as a",
        {"a": "timestamp"},
    ),
    "doubles_in_a_struct_in_a_list": (
        "select [{'b': 0.1::double + 0.2::double, 'c': 'x'}] as a",
        "select [{'b': 0.3::double, 'c': 'x'}] as a",
        {"a": "array<struct<b:double,c:string>>"},
    ),
    "the_order_of_rows": (
        "select unnest([1, 2, 2]) as a",
        "select unnest([2, 1, 2]) as a",
        {"a": "int"},
    ),
    "nulls": (
        "select null::decimal(18, 2) as a, null::double as b",
        "select null::decimal(18, 2) as a, null::double as b",
        {"a": "decimal(18,2)", "b": "double"},
    ),
}
DIFFERENT = {
    "a_row_too_many": (
        "select unnest([1, 2]) as a",
        "select unnest([1, 2, 2]) as a",
        {"a": "int"},
    ),
    "a_row_too_few": (
        "select unnest([1, 2, 2]) as a",
        "select unnest([1, 2]) as a",
        {"a": "int"},
    ),
    "a_double_that_differs_in_the_eighth_digit": (
        "select 1.2345678e0::double as a",
        "select 1.2345679e0::double as a",
        {"a": "double"},
    ),
    "a_double_in_a_struct": (
        "select {'b': 0.1::double} as a",
        "select {'b': 0.2::double} as a",
        {"a": "struct<b:double>"},
    ),
    "null_and_an_empty_text": (
        "select null::varchar as a",
        "select '' as a",
        {"a": "string"},
    ),
    "an_int_for_a_bigint": (
        "select 1::bigint as a",
        "select 1 as a",
        {"a": "int"},
    ),
    "a_decimal_of_another_scale": (
        "select 1::decimal(18, 2) as a",
        "select 1::decimal(18, 3) as a",
        {"a": "decimal(18,3)"},
    ),
    "a_type_that_spark_has_not": (
        "select 1::hugeint as a",
        "select 1::decimal(38, 0) as a",
        {"a": "decimal(38,0)"},
    ),
    "a_column_that_is_missing": (
        "select 1 as a, 2 as b",
        "select 1 as a",
        {"a": "int"},
    ),
    "a_column_too_many": (
        "select 1 as a",
        "select 1 as a, 2 as b",
        {"a": "int", "b": "int"},
    ),
    "columns_in_another_order": (
        "select 1 as a, 2 as b",
        "select 2 as b, 1 as a",
        {"b": "int", "a": "int"},
    ),
    "a_value_that_is_no_number": (
        "select 1 as a",
        "select 'one' as a",
        {"a": "string"},
    ),
}


@pytest.mark.parametrize("case", EQUAL)
def test_is_no_difference(case: str) -> None:
    expected, got, types = EQUAL[case]
    assert difference(expected, got, **types).is_equal


@pytest.mark.parametrize("case", DIFFERENT)
def test_is_a_difference(case: str) -> None:
    expected, got, types = DIFFERENT[case]
    assert not difference(expected, got, **types).is_equal


def test_the_columns_whose_values_differ_are_named() -> None:
    found = difference(
        "select 1 as a, 'x' as b union all select 2, 'y'",
        "select 1 as a, 'x' as b union all select 2, 'z'",
        a="int",
        b="string",
    )
    assert (found.rows, found.only_duckdb, found.only_spark) == (2, 1, 1)
    assert found.values == (("b", 1),)
