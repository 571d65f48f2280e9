"""The run: records → customer numbers → households, written to schema `identity`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration import queries
from orchestration.identity.households import homes, households
from orchestration.identity.linking import attach, link
from orchestration.identity.numbering import drift, number, outputs
from orchestration.identity.scoring import sources
from orchestration.identity.scoring.model import Model, load
from orchestration.identity.stewardship import decision_log, decisions, overlay, review, stewarded
from orchestration.identity.values import distinct_records, regions, shared_values, standardise
from orchestration.learnt import Learnt

RECORDS = "conformed.customer_records"
REFERENCES = "conformed.record_references"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class IdentitySummary:
    """What one run decided."""

    records: int
    payloads: int
    customers: int
    households: int
    created: int
    merged: int
    split: int
    retired: int
    review_items: int


def resolve(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    progress: Progress | None = None,
    *,
    records: str = RECORDS,
    references: str | None = REFERENCES,
    model: Model | None = None,
    region: str | None = None,
    limits: shared_values.HubLimits = shared_values.DEFAULT,
    steward: decisions.Decisions = decisions.NONE,
    published: Path | None = None,
    erased: str | None = None,
    single_sources: Collection[str] = (),
    learnt: Learnt | None = None,
    erased_numbers: Collection[str] = (),
    keep_work: bool = False,
) -> IdentitySummary:
    """Number every record of the relation `records` and gather customers into households.

    The same records on the same day change nothing. `published` is the crosswalk that readers see,
    as a Parquet file, from which `identity.drift` is measured; of the records in it those in the
    relation `erased` are left out. `single_sources` are departments
    that keep one record per person: two of theirs are two people. `region` is the country of phones
    and postcodes that name none; by default the company's. `learnt` is what this day has learnt
    already, `erased_numbers` are keyed hashes of numbers that nobody is given again; where there
    is any of either, the connection has the macro `keyed`. `keep_work` leaves
    schema `identity_work` behind. Raises ModelError when no model fits.
    """
    say = progress or (lambda _: None)
    scoring, learnt = model or load(), learnt or Learnt(as_of)
    number.create_tables(connection)
    connection.execute("drop schema if exists identity_work cascade; create schema identity_work")
    standardise.standardise(connection, records, regions.of_company() if region is None else region)
    standardise.refer(connection, references)
    shared_values.drop(connection, limits, learnt)
    sources.promise(connection, single_sources)
    count = distinct_records.collapse(connection, single=distinct_records.SINGLE_SOURCES)
    say(f"identity: {count:,} different payloads")
    population = learnt.of("population", lambda: count)
    linked = link.link(connection, scoring, population, learnt)
    say(f"identity: {linked.scored:,} pairs scored" + ("" if linked.is_full else ", the new ones"))
    attach.attach(connection, scoring)
    decisions.decide(connection, steward, as_of)
    overlay.overlay(connection)
    outputs.assign(connection)
    number.number(connection, as_of, erased_numbers)
    outputs.also_named(connection)
    say("identity: numbered")
    homes.homes(connection)
    households.households(connection, learnt.households)
    outputs.publish(connection, scoring, population)
    stewarded.publish(connection, scoring, population)
    decision_log.log(connection, as_of)
    review.publish(connection, scoring)
    drift.measure(connection, published, erased)
    summary = _summary(connection, count, as_of)
    if not keep_work:
        connection.execute("drop schema identity_work cascade")
    say(f"identity: {summary.customers:,} customers in {summary.households:,} households")
    return summary


def _summary(
    connection: duckdb.DuckDBPyConnection, payload_count: int, as_of: date
) -> IdentitySummary:
    row = connection.execute(queries.text(__file__, "summary.sql")).fetchall()[0]
    records, customers, homes_found, created, merged, split, retired, review = map(int, row)
    return IdentitySummary(
        records, payload_count, customers, homes_found, created, merged, split, retired, review
    )
