"""Why two records are one customer, or why they are not. Says fields and weights, never values."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.identity import paths, payloads, score, standardise, veto
from orchestration.identity.comparisons import COMPARISONS
from orchestration.identity.model import Model, load
from orchestration.identity.paths import Step
from orchestration.identity.resolve import RECORDS, REFERENCES


class UnknownRecordError(LookupError):
    """No current record of that id."""


@dataclass(frozen=True)
class Explanation:
    """`levels` and `weights`: comparison → level reached and its bits; missing fields left out.

    `path` leads from one record to the other over the strongest links of their customer, `weakest`
    is its weakest one. `why_not` says in a sentence what keeps two customers apart.
    """

    record_a: str
    record_b: str
    customer_a: str
    customer_b: str
    weight: float
    prior: float
    levels: dict[str, str]
    weights: dict[str, float]
    path: tuple[Step, ...]
    weakest: Step | None
    why_not: str | None

    @property
    def is_linked(self) -> bool:
        return self.customer_a == self.customer_b


def explain(
    connection: duckdb.DuckDBPyConnection,
    a: str,
    b: str,
    *,
    records: str = RECORDS,
    references: str | None = REFERENCES,
    model: Model | None = None,
    region: str = "GB",
) -> Explanation:
    """Explain records `a` and `b` after a run of `resolve`.

    Raises UnknownRecordError when one of them has no current customer.
    """
    scoring = model or load()
    customer_a, customer_b = _customer(connection, a), _customer(connection, b)
    weight, levels, weights, apart = _compare(
        connection, a, b, scoring, records, references, region
    )
    path = paths.widest(connection, customer_a, a, b) if customer_a == customer_b else ()
    why_not = None if customer_a == customer_b else _why_not(weight, apart, scoring)
    return Explanation(
        record_a=a,
        record_b=b,
        customer_a=customer_a,
        customer_b=customer_b,
        weight=weight,
        prior=round(weight - sum(weights.values()), 3),
        levels=levels,
        weights=weights,
        path=path,
        weakest=min(path, key=lambda step: step.weight, default=None),
        why_not=why_not,
    )


def _customer(connection: duckdb.DuckDBPyConnection, record: str) -> str:
    rows = connection.execute(
        "select customer_id from identity.crosswalk where record_id = ? and valid_to is null",
        [record],
    ).fetchall()
    if not rows:
        raise UnknownRecordError(f"No current record {record}.")
    return str(rows[0][0])


def _compare(
    connection: duckdb.DuckDBPyConnection,
    a: str,
    b: str,
    model: Model,
    records: str,
    references: str | None,
    region: str,
) -> tuple[float, dict[str, str], dict[str, float], str | None]:
    """Score the two records alone, with the hubs and the name frequencies of the last run."""
    connection.execute("drop schema if exists identity_work cascade; create schema identity_work")
    connection.execute(
        f"create table identity_work.two as select * from {records} where record_id in (?, ?)",
        [a, b],
    )
    standardise.standardise(connection, "identity_work.two", region)
    standardise.refer(connection, references)
    _drop_known_hubs(connection)
    payloads.collapse(
        connection, "select record_id from identity_work.two", names="identity.standardised"
    )
    size = connection.execute(
        """
        select (select count(*) from identity.crosswalk where valid_to is null)
            - (select count(*) from identity.links where matched_by = 'identical')
        """
    ).fetchall()[0][0]
    connection.execute(
        "create table identity_work.pairs as select '0' as match_key, 0::bigint as join_key_l, "
        "1::bigint as join_key_r"
    )
    score.score(connection, model, int(size), names="identity.standardised")
    veto.veto(connection, "scored", "edges")
    columns = ", ".join(f"gamma_{c.name}, weight_{c.name}" for c in COMPARISONS)
    rows = connection.execute(
        f"select weight, apart, {columns} from identity_work.edges"
    ).fetchall()
    connection.execute("drop schema identity_work cascade")
    if not rows:
        return 0.0, {}, {}, "nothing"
    weight, apart, *cells = rows[0]
    levels, weights = {}, {}
    for comparison, gamma, bits in zip(COMPARISONS, cells[::2], cells[1::2], strict=True):
        if gamma >= 0:
            level = comparison.levels[len(comparison.levels) - 1 - gamma]
            levels[comparison.name], weights[comparison.name] = level.label, round(bits, 3)
    return round(weight, 3), levels, weights, apart


def _drop_known_hubs(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.evidence` of the two records: without what the last run dropped."""

    def kept(column: str, field: str) -> str:
        return (
            f"if(sha256({column}) in (select value_hash from identity.dropped_values "
            f"where field = '{field}'), null, {column}) as {column}"
        )

    connection.execute(
        f"""
        create table identity_work.evidence as
        select * replace (
            {kept("email", "email")},
            {kept("phone", "phone")},
            {kept("phone_alternative", "phone")},
            {kept("national_id", "national_id")},
            {kept("loyalty_number", "loyalty_number")}
        ), false as is_shared_address
        from identity_work.standardised
        """
    )


def _why_not(weight: float, apart: str | None, model: Model) -> str:
    if apart == "nothing":
        return "The two records have no field in common that could be compared."
    if apart:
        return f"A contradiction no agreement outweighs: {apart.replace('_', ' ')} differ."
    if weight < model.link_weight:
        return f"Their agreement weighs {weight:.1f} bits; {model.link_weight:.1f} are needed."
    return "The two agree, but the other records of their customers contradict on average."
