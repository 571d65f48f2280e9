"""What the portable macros promise, on the engine that is embedded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import dbt
from tests.conftest import settings_in

PROMISES: Mapping[str, tuple[str, Any]] = {
    "the_last_day_of_january_plus_a_month_is_the_last_of_february": (
        "cast({{ customer360.add_months(\"date '2024-01-31'\", 1) }} as string)",
        "2024-02-29",
    ),
    "a_day_after_the_last_of_february_is_the_first_of_march": (
        "cast({{ customer360.add_days(\"date '2023-02-28'\", 1) }} as string)",
        "2023-03-01",
    ),
    "a_second_before_midnight_and_midnight_are_a_calendar_day_apart": (
        "{{ customer360.days_between("
        "\"timestamp '2024-01-01 23:59:59'\", \"date '2024-01-02'\") }}",
        1,
    ),
    "new_years_eve_and_new_years_day_are_a_calendar_month_apart": (
        "{{ customer360.months_between(\"date '2023-12-31'\", \"date '2024-01-01'\") }}",
        1,
    ),
    "an_hour_and_a_half_is_1_5_hours": (
        "{{ customer360.hours_between("
        "\"timestamp '2024-01-01 00:00'\", \"timestamp '2024-01-01 01:30'\") }}",
        1.5,
    ),
    "a_week_begins_on_monday_and_ends_on_sunday": (
        "{{ customer360.day_of_week(\"date '2024-01-01'\") }} * 10 + "
        "{{ customer360.day_of_week(\"date '2024-01-07'\") }}",
        17,
    ),
    "the_key_of_nothing_differs_from_the_key_of_an_empty_text": (
        '{{ customer360.hash_key(["null"]) }} = {{ customer360.hash_key(["\'\'"]) }}',
        False,
    ),
    "the_key_of_ab_and_c_differs_from_the_key_of_a_and_bc": (
        "{{ customer360.hash_key([\"'ab'\", \"'c'\"]) }} = "
        "{{ customer360.hash_key([\"'a'\", \"'bc'\"]) }}",
        False,
    ),
    "a_list_of_no_values_is_empty_and_not_null": (
        "{{ customer360.array_size(customer360.sorted_list('nothing', 'id')) }}",
        0,
    ),
    "distinct_values_are_sorted_and_hold_no_null": (
        "{{ customer360.array_join(customer360.list_agg_distinct('word'), \"','\") }}",
        "a,b",
    ),
    "half_a_penny_is_a_whole_one_whatever_double_stands_for_it": (
        "cast({{ customer360.pennies('cast(1.005 as double)') }} as string) || ' ' "
        "|| cast({{ customer360.pennies('cast(-2.675 as double)') }} as string) || ' ' "
        "|| cast({{ customer360.pennies('cast(0.125 as decimal(18, 3))') }} as string)",
        "1.01 -2.68 0.13",
    ),
    "a_little_less_than_half_a_penny_is_none_and_no_amount_stays_none": (
        "cast({{ customer360.pennies('cast(1.0049999 as double)') }} as string) "
        "|| coalesce(cast({{ customer360.pennies('cast(null as double)') }} as string),"
        " ' unknown')",
        "1.00 unknown",
    ),
    "accents_and_capitals_fold": ("{{ customer360.ascii_fold(\"'Éa'\") }}", "ea"),
    "every_digit_is_replaced_not_only_the_first": (
        "{{ customer360.regexp_replace_all(\"'1a2'\", \"'[0-9]'\", \"''\") }}",
        "a",
    ),
}


def compiled(sql: str, folder: Path, target: str = "embedded") -> str:
    """The SQL that dbt makes of `sql` for an engine, without a warehouse."""
    settings = settings_in(folder)
    settings.build.mkdir(parents=True, exist_ok=True)
    done = dbt.run(
        settings,
        *("compile", "--no-introspect", "--inline", sql),
        *("--target-path", str(settings.dbt_target), "--target", target),
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def of_promises(*more: str) -> str:
    """A query of one row that computes every expression of PROMISES, and `more`."""
    columns = ",\n".join((*(f"{sql} as {name}" for name, (sql, _) in PROMISES.items()), *more))
    rows = " union all ".join(
        f"select {number} as id, {word} as word, cast(null as string) as nothing"
        for number, word in enumerate(["'b'", "null", "'a'", "'b'"])
    )
    return f"select {columns} from ({rows}) as t"


@pytest.fixture(scope="module")
def row(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Every expression of PROMISES, compiled by dbt and computed by DuckDB."""
    sql = compiled(of_promises(), tmp_path_factory.mktemp("macros"))
    with duckdb.connect() as connection:
        result = connection.execute(sql)
        names = [column[0] for column in result.description]
        return dict(zip(names, result.fetchall()[0], strict=True))


@pytest.mark.parametrize("promise", PROMISES)
def test_portable_macros(promise: str, row: Mapping[str, Any]) -> None:
    assert row[promise] == PROMISES[promise][1]


def test_a_combination_that_occurs_twice_or_holds_a_null_is_found(tmp_path: Path) -> None:
    sql = compiled("{{ customer360.test_unique_combination('pairs', ['a', 'b']) }}", tmp_path)
    with duckdb.connect() as connection:
        connection.execute(
            "create table pairs as from (values (1, 'x'), (1, 'y'), (2, 'x'), (2, 'x'), (3, null)) "
            "as t(a, b)"
        )
        assert sorted(connection.execute(sql).fetchall()) == [(2, "x"), (3, None)]
