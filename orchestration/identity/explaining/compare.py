"""A few records scored among themselves, as the last run scored them: same hubs, same names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from orchestration.identity.linking import means
from orchestration.identity.scoring import score, veto
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model
from orchestration.identity.values import distinct_records, standardise


@dataclass(frozen=True)
class Scoring:
    """What the last run scored by; `size` is the number of its payloads."""

    model: Model
    records: str
    references: str | None
    region: str
    size: int


@dataclass(frozen=True)
class Pair:
    """Two records compared: bits in all and by field, levels reached, and the veto if there is one.

    Fields that one of them lacks are left out; records that say exactly the same are compared too.
    """

    record_a: str
    record_b: str
    weight: float
    apart: str | None
    levels: dict[str, str]
    weights: dict[str, float]

    @property
    def prior(self) -> float:
        """What the weight is before any field is looked at."""
        return round(self.weight - sum(self.weights.values()), 3)


def population(connection: duckdb.DuckDBPyConnection) -> int:
    """How many payloads the last run scored."""
    rows = connection.execute(
        """
        select (select count(*) from identity.crosswalk where valid_to is null)
            - (select count(*) from identity.links where matched_by = 'identical')
        """
    ).fetchall()
    return int(rows[0][0])


@contextmanager
def compared(
    connection: duckdb.DuckDBPyConnection, scoring: Scoring, records: list[str]
) -> Iterator[None]:
    """Within: `identity_work.edges` of all pairs of `records`, and `payload_records`."""
    connection.execute("drop schema if exists identity_work cascade; create schema identity_work")
    try:
        connection.execute(
            f"create table identity_work.few as select * from {scoring.records} "
            "where record_id in (select unnest(?))",
            [records],
        )
        standardise.standardise(connection, "identity_work.few", scoring.region)
        standardise.refer(connection, scoring.references)
        _drop_known_hubs(connection)
        distinct_records.collapse(
            connection, names="identity.standardised", single=distinct_records.SINGLE_SOURCES
        )
        connection.execute(
            """
            create table identity_work.pairs as
            select '0' as match_key, l.node as join_key_l, r.node as join_key_r
            from identity_work.payloads as l
            inner join identity_work.payloads as r on l.node < r.node
            union all
            select '0', node, node
            from identity_work.payload_records group by node having count(*) > 1
            """
        )
        for column in score.FREQUENCY_COLUMNS:
            connection.execute(
                f"create table identity_work.frequency_{column} as select name as {column}, "
                f"share as tf_{column} from identity.name_shares where field = '{column}'"
            )
        score.score(connection, scoring.model, scoring.size)
        vetoed = veto.vetoed("identity_work.scored", scoring.model)
        connection.execute(f"create or replace table identity_work.edges as {vetoed}")
        yield
    finally:
        connection.execute("drop schema if exists identity_work cascade")


def pairs(connection: duckdb.DuckDBPyConnection, a: list[str], b: list[str]) -> tuple[Pair, ...]:
    """The comparable pairs of a record of `a` and one of `b`, strongest first."""
    columns = ", ".join(f"e.gamma_{c.name}, e.weight_{c.name}" for c in COMPARISONS)
    rows = connection.execute(
        f"""
        select a.record_id, b.record_id, e.weight, e.apart, {columns}
        from identity_work.payload_records as a
        inner join identity_work.payload_records as b on a.record_id <> b.record_id
        inner join identity_work.edges as e
            on e.node_l = least(a.node, b.node) and e.node_r = greatest(a.node, b.node)
        where a.record_id in (select unnest($a)) and b.record_id in (select unnest($b))
        order by e.weight desc, a.record_id, b.record_id
        """,
        {"a": a, "b": b},
    ).fetchall()
    return tuple(_pair(*row) for row in rows)


def mean(connection: duckdb.DuckDBPyConnection, a: list[str], b: list[str]) -> float:
    """What clustering sees between two groups of records: the mean bits of their payloads' pairs.

    0 where nothing can be compared.
    """
    rows = connection.execute(
        f"""
        with l as (select distinct node from identity_work.payload_records where record_id in
            (select unnest($a))),
        r as (select distinct node from identity_work.payload_records where record_id in
            (select unnest($b)))
        select {means.seen("e")}
        from l cross join r
        inner join identity_work.edges as e
            on e.node_l = least(l.node, r.node) and e.node_r = greatest(l.node, r.node)
        """,
        {"a": a, "b": b},
    ).fetchall()
    return float(rows[0][0] or 0.0)


def _pair(a: str, b: str, weight: float, apart: str | None, *cells: float) -> Pair:
    levels, weights = {}, {}
    for comparison, gamma, bits in zip(COMPARISONS, cells[::2], cells[1::2], strict=True):
        if gamma >= 0:
            level = comparison.levels[len(comparison.levels) - 1 - int(gamma)]
            levels[comparison.name], weights[comparison.name] = level.label, round(bits, 3)
    return Pair(a, b, round(weight, 3), apart, levels, weights)


def _drop_known_hubs(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.evidence`: the few records without what the last run dropped."""

    def kept(column: str, field: str) -> str:
        return (
            f"if(sha256({column}) in (select value_hash from identity.dropped_values "
            f"where field = '{field}'), null, {column}) as {column}"
        )

    address = "concat_ws('|', coalesce(flat, ''), coalesce(address_line, ''), postcode)"
    connection.execute(
        f"""
        create table identity_work.evidence as
        select * replace (
            {kept("mailbox", "email")},
            {kept("phone", "phone")},
            {kept("phone_alternative", "phone")},
            {kept("national_id", "national_id")},
            {kept("loyalty_number", "loyalty_number")}
        ),
        coalesce(sha256({address}) in (
            select value_hash from identity.dropped_values where field = 'address'
        ), false) as is_shared_address
        from identity_work.standardised
        """
    )
