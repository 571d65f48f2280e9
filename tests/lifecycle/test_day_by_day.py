"""The lifecycle models, run by dbt on a random company, against the definitions day by day."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import duckdb
import pytest

from orchestration import dbt
from orchestration.settings import DBT_PROJECT
from tests.conftest import settings_in
from tests.lifecycle import company as companies

MODELS = (
    "lifecycle_windows qualifying_purchases ended_by_rules lifecycle_policy ending_decisions "
    "purchases customer_numbers purchase_reach spells active_periods lifecycle_events months "
    "asset_movements customer_asset_bridge"
)
COMPANY = companies.random_company(seed=5)


@pytest.fixture(scope="module")
def warehouse(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    settings = settings_in(tmp_path_factory.mktemp("lifecycle"))
    settings.build.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        companies.write(COMPANY, connection)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.environment().items():
            patch.setenv(name, value)
        command = [dbt.executable(), "--quiet", "build", "--exclude-resource-type", "test"]
        done = subprocess.run(
            [*command, "unit_test", "--select", *MODELS.split()],
            cwd=DBT_PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        yield connection


def test_events_are_those_of_the_definitions_to_the_day(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = set(
        warehouse.execute(
            "select customer_id, line_of_business, event, on_date from conformed.lifecycle_events"
        ).fetchall()
    )
    expected = set(companies.day_by_day(COMPANY))
    assert {event for _, _, event, _ in expected} == {"new", "lapsed", "lost", "reactivated"}
    assert found == expected


def test_every_closing_is_the_next_opening_in_count_and_value(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for gbp in ("", "_gbp"):
        wrong, books = warehouse.execute(
            f"""
            with ordered as (
                select *, lag(closing{gbp}, 1, 0) over (
                    partition by line_of_business, segment order by month
                ) as closing_before{gbp}
                from marts.customer_asset_bridge
            )
            select count(*) filter (
                where opening{gbp} <> closing_before{gbp}
                    or closing{gbp} <> opening{gbp} + new{gbp} + reactivated{gbp} - lost{gbp}
                        + identity_adjustment{gbp}
            ), count(distinct (line_of_business, segment))
            from ordered
            """
        ).fetchall()[0]
        assert (wrong, books) == (0, 9)


def test_the_last_closing_counts_the_customers_of_today(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    standing: dict[tuple[str, str], bool] = {}
    for customer, line, event, day in companies.day_by_day(COMPANY):
        assert day <= companies.AS_OF
        standing[customer, line] = event != "lost"
    for line in ("retail", "insurance", "enterprise"):
        closing = warehouse.execute(
            "select arg_max(closing, month) from marts.customer_asset_bridge "
            "where segment = 'all' and line_of_business = ?",
            [line],
        ).fetchall()[0][0]
        assert closing == sum(kept for (_, of), kept in standing.items() if of == line)


def test_merges_and_splits_change_the_books_by_adjustments_alone(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """What came in or went out under the numbers of the time, whoever they are today."""
    adjusted, beyond = warehouse.execute(
        """
        with remapped as (
            select distinct valid_from from identity.crosswalk where valid_from > date '2023-11-01'
        )
        select count(*), count(*) filter (where valid_from is null)
        from conformed.asset_movements left join remapped on on_date = valid_from
        where movement = 'identity_adjustment'
        """
    ).fetchall()[0]
    assert adjusted > 0
    assert beyond == 0
