"""Sightings at homes → dated stays, one home at a time."""

from __future__ import annotations

import duckdb

from orchestration import queries

HALF_LIFE_DAYS = 60
COMPANION = 2.0  # votes that being seen there with an earlier housemate is worth


def stays(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.stays`, one row per customer and home; `step` counts them in order.

    One home at a time: the current one wins a vote in which recent sightings count most. A stay
    lasts until the next begins.

    Whoever was sighted with the customer at two homes adds a vote to the later one: people who
    live together move together, and one of them is often seen there only once.
    """
    connection.execute(
        queries.filled(__file__, "stays.sql", half_life_days=HALF_LIFE_DAYS, companion=COMPANION)
    )
