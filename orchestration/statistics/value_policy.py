"""The numbers of the policies that value customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration import queries


@dataclass(frozen=True)
class ValuePolicy:
    """Discount a year, years ahead that count, days after the last order that make one lost, and
    days after the last day of cover within which the next contract must begin."""

    discount: float
    years: int
    lost_days: int
    grace_days: int


def read(connection: duckdb.DuckDBPyConnection, as_of: date) -> ValuePolicy:
    """The seed `value_policy` in force on `as_of`, and `conformed.lifecycle_policy`.

    Where no line of business has contracts, their days of grace are 0; where none sells by order,
    an order's silence has the whole horizon before it means a loss.
    Raises LookupError where a policy has no row in force.
    """
    in_force = "valid_from <= $day and (valid_to is null or $day < valid_to)"
    rows = connection.execute(
        queries.filled(__file__, "value_policy.sql", in_force=in_force),
        {"day": as_of},
    ).fetchall()
    if len(rows) != 1:
        raise LookupError(
            f"One row of the rule value_policy must be in force on {as_of}, and {len(rows)} are: "
            "see rules/value_policy.csv of the company and of the product."
        )
    discount, months, lost_days, grace_days = rows[0]
    return ValuePolicy(float(discount), int(months) // 12, int(lost_days), int(grace_days))
