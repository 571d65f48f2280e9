"""Why two records are one customer, or why they are not. Says fields and weights, never values."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.identity.explaining import changes, compare, paths
from orchestration.identity.explaining.compare import Pair
from orchestration.identity.explaining.paths import Step
from orchestration.identity.explaining.resolve_id import subject
from orchestration.identity.resolve import RECORDS, REFERENCES
from orchestration.identity.scoring.model import Model, load
from orchestration.identity.values import regions

LARGEST = 400  # payloads of two customers that are compared with one another


@dataclass(frozen=True)
class Explanation:
    """`levels` and `weights`: comparison → level reached and its bits; missing fields left out.

    A customer stands for the one of its records that agrees best. `path` leads from one record to
    the other over the strongest links of their customer, `weakest` is its weakest one. `why_not`
    says in a sentence what keeps two customers apart, `changes` what would change the answer.
    `between` are all pairs of records across the two customers, strongest first.
    """

    record_a: str
    record_b: str
    customer_a: str
    customer_b: str
    weight: float
    prior: float
    threshold: float
    levels: dict[str, str]
    weights: dict[str, float]
    path: tuple[Step, ...]
    weakest: Step | None
    why_not: str | None
    changes: tuple[str, ...]
    between: tuple[Pair, ...]

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
    region: str | None = None,
) -> Explanation:
    """Explain `a` and `b`, each a record or a customer number, after a run of `resolve`.

    A retired number stands for the one that replaced it. Raises UnknownRecordError when one of
    them has no current customer, or when both are one record.
    """
    scoring = compare.Scoring(
        model or load(),
        records,
        references,
        regions.of_company() if region is None else region,
        compare.population(connection),
    )
    one, two = subject(connection, a), subject(connection, b)
    one, two = one.without(two), two.without(one)
    is_linked = one.customer == two.customer
    everybody = [one.customer_records, two.customer_records]
    with compare.compared(connection, scoring, sorted({*everybody[0], *everybody[1]})[:LARGEST]):
        own = compare.pairs(connection, list(one.records), list(two.records))
        chosen = own[0] if own else Pair(one.records[0], two.records[0], 0.0, "nothing", {}, {})
        between = () if is_linked else compare.pairs(connection, *map(list, everybody))
        path = (
            paths.widest(connection, one.customer, chosen.record_a, chosen.record_b)
            if is_linked
            else ()
        )
        mean = 0.0 if is_linked else compare.mean(connection, *map(list, everybody))
        context = changes.Context(
            (one.customer, two.customer), chosen, path, between, mean, scoring
        )
        sentences = (
            changes.of_one_customer(connection, context)
            if is_linked
            else changes.of_two_customers(connection, context)
        )
        why_not = None if is_linked else changes.why_not(connection, context)
    return Explanation(
        record_a=chosen.record_a,
        record_b=chosen.record_b,
        customer_a=one.customer,
        customer_b=two.customer,
        weight=chosen.weight,
        prior=chosen.prior,
        threshold=scoring.model.link_weight,
        levels=chosen.levels,
        weights=chosen.weights,
        path=path,
        weakest=paths.weakest(path),
        why_not=why_not,
        changes=sentences,
        between=between,
    )
