"""Runs every statistic of this room, one after the other, on one connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.learnt import Learnt
from orchestration.statistics import drivers, markov, response_weights, value


@dataclass(frozen=True)
class StatisticsSummary:
    """How much each table of schema `statistics` rests on."""

    invitations: int
    responses: int
    n_effective: float
    driver_outcomes: int
    channels: int
    customers_valued: int


def score(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    progress: Callable[[str], None],
    learnt: Learnt | None = None,
) -> StatisticsSummary:
    """Write `statistics.response_weights`, `driver_weights`, `channel_removal_effects`,
    `customer_value_scores` and `line_risks`. `learnt` is what this day has learnt already.

    Reads only the policies and schema `conformed`, which already ends at `as_of`; the same rows
    give the same result. Raises duckdb.CatalogException when a conformed table is missing.
    """
    connection.execute("create schema if not exists statistics")
    weights = response_weights.write(connection)
    progress(
        f"{weights.responses:,} of {weights.invitations:,} invitations answered by {as_of}, "
        f"worth {weights.n_effective:,.0f} independent answers after weighting"
    )
    outcomes = drivers.write(connection)
    progress(f"drivers of {outcomes} of the three questions weighed")
    channels = markov.write(connection, learnt)
    progress(f"removal effects of {channels} channels")
    valued = value.write(connection, as_of, learnt)
    progress(f"{valued.customers:,} customers valued")
    return StatisticsSummary(
        weights.invitations,
        weights.responses,
        weights.n_effective,
        outcomes,
        channels,
        valued.customers,
    )
