"""New and lost customers where identity is given: what is left to get wrong is the lifecycle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration import dbt, warehouse
from orchestration.policy import restate
from tests.conftest import House
from tests.truth.conftest import score


@pytest.fixture(scope="module")
def given(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The lifecycle models over the house's dealings, every record with its true person."""
    settings = replace(house.settings, build=tmp_path_factory.mktemp("given"))
    inputs = restate.inputs_of(dbt.manifest(house.settings.dbt_target / "manifest.json"))
    restate.copy_inputs(house.settings, settings.warehouse, inputs)
    with warehouse.connect(settings) as connection:
        for name in ("records", "lifecycle"):
            file = _quoted(house.truth / f"{name}.parquet")
            connection.execute(f"create table {name} as from read_parquet('{file}')")
        connection.execute(
            """
            create table person_of as
            select department || ':' || source_record_id as record_id,
                person_id::varchar as person_id
            from records;
            update conformed.crosswalk set customer_id = person_id
                from person_of where person_of.record_id = crosswalk.record_id;
            update conformed.record_owners set customer_id = person_id, last_customer_id = person_id
                from person_of where person_of.record_id = record_owners.record_id;
            update conformed.decisions set customer_id = person_id
                from person_of where person_of.record_id = decisions.record_id;
            create or replace table conformed.customer_numbers as
            select record_id, person_id as customer_id, date '1900-01-01' as epoch_from,
                cast(null as date) as epoch_until, cast(null as varchar) as epoch_begun_by,
                cast(null as varchar) as epoch_ended_by, true as is_current,
                person_id as segment_customer_id, date '1900-01-01' as owned_from,
                cast(null as date) as owned_until
            from person_of
            """
        )
    select = ("lifecycle_windows", "qualifying_purchases", "ended_by_rules", "value_policy")
    restate.run_dbt(settings, "build", *restate.UNTESTED, "--select", *select, *restate.MODELS)
    with warehouse.connect(settings, read_only=True) as connection:
        yield connection


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@pytest.mark.parametrize("line", ["retail", "insurance", "enterprise"])
@pytest.mark.parametrize("event", ["new", "lost", "reactivated"])
def test_given_who_is_who_customers_come_and_go_on_the_true_days(
    given: duckdb.DuckDBPyConnection, event: str, line: str
) -> None:
    where = f"where event = '{event}' and line_of_business = '{line}'"
    result = score(
        given,
        f"select customer_id, on_date from conformed.lifecycle_events {where}",
        f"select person_id::varchar, on_date from lifecycle {where}",
    )
    assert result.precision >= 0.98, result
    assert result.recall >= 0.98, result
