"""Departments that keep one record per person: two of their records are two people."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from orchestration import queries

# A department keeps one record per person if no more of its customers than this have two.
RARE, CUSTOMERS_FROM = 0.01, 50


def promise(connection: duckdb.DuckDBPyConnection, departments: Collection[str]) -> None:
    """Write `identity.single_sources` (department), for payloads and explanations."""
    connection.execute("create or replace table identity.single_sources (department varchar)")
    for department in sorted(departments):
        connection.execute("insert into identity.single_sources values (?)", [department])


def learn(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The departments in which hardly any group has two records.

    The few that have two are nearly all wrong links: the members of a family whose names are alike.
    One department alone is what has to be deduplicated, so nothing is learnt from it. Reads
    `identity_work.payload_records`, `groups`.
    """
    rows = connection.execute(
        queries.filled(__file__, "doubled_by_source.sql", customers_from=CUSTOMERS_FROM, rare=RARE)
    ).fetchall()
    return [str(row[0]) for row in rows]


def mark(connection: duckdb.DuckDBPyConnection, departments: Collection[str]) -> None:
    """Tell `identity_work.payloads` of `departments`, learnt after they were made."""
    connection.execute(
        queries.text(__file__, "single_sources.sql"),
        {"departments": sorted(departments)},
    )
