"""A few records scored among themselves, as the last run scored them: same hubs, same names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from orchestration import queries
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
        connection.execute(queries.text(__file__, "pairs_compared.sql"))
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
        queries.filled(__file__, "pairs_of_nodes.sql", columns=columns),
        {"a": a, "b": b},
    ).fetchall()
    return tuple(_pair(*row) for row in rows)


def mean(connection: duckdb.DuckDBPyConnection, a: list[str], b: list[str]) -> float:
    """What clustering sees between two groups of records: the mean bits of their payloads' pairs.

    0 where nothing can be compared.
    """
    rows = connection.execute(
        queries.filled(__file__, "evidence_between.sql", seen=means.seen("e")),
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
        queries.filled(
            __file__,
            "evidence_without_shared.sql",
            email=kept("mailbox", "email"),
            phone=kept("phone", "phone"),
            phone_alternative=kept("phone_alternative", "phone"),
            national_id=kept("national_id", "national_id"),
            loyalty_number=kept("loyalty_number", "loyalty_number"),
            address=address,
        )
    )
