"""What values customers where a company has not every line of business."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from orchestration.statistics import value_policy
from orchestration.statistics.value_policy import ValuePolicy


@pytest.mark.parametrize(
    ("windows", "lost_days", "grace_days"),
    [
        ("(120, null)", 120, 0),
        ("(null, 30)", 1095, 30),
        ("(365, null), (null, 30)", 365, 30),
    ],
)
def test_a_company_of_orders_or_of_contracts_alone_has_a_policy(
    windows: str, lost_days: int, grace_days: int
) -> None:
    connection = duckdb.connect()
    connection.execute(
        f"""
        create schema rules;
        create schema conformed;
        create table rules.value_policy as select 0.1 as discount_rate, 36 as horizon_months,
            date '1900-01-01' as valid_from, null::date as valid_to;
        create table conformed.lifecycle_policy as
        select a::integer as lost_days, b::integer as grace_days from (values {windows}) as w(a, b)
        """
    )
    found = value_policy.read(connection, date(2026, 6, 30))
    assert found == ValuePolicy(0.1, 3, lost_days, grace_days)
