"""How right the numbers are, against a labelled set: never used to decide anything."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import duckdb

from orchestration import queries


@dataclass(frozen=True)
class Scores:
    """Quality of one grouping; every share lies between 0 and 1."""

    records: int
    people: int
    customers: int
    pair_precision: float
    pair_recall: float
    pair_f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    mixed_share: float
    exact_share: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def evaluate(connection: duckdb.DuckDBPyConnection, found: str, truth: str) -> Scores:
    """Compare two groupings of the same members.

    `found` and `truth` are queries of `member, grp`; members missing on either side do not count.
    Pairs: unordered pairs in one group. B-cubed: Bagga & Baldwin (1998). `mixed_share`: found
    groups holding several true ones ÷ found groups. `exact_share`: true groups found whole and
    alone ÷ true groups.
    """
    row = connection.execute(
        queries.filled(__file__, "pair_counts.sql", found=found, truth=truth)
    ).fetchall()[0]
    n, people, customers, both, claimed, true, b_p, b_r, mixed, exact = (float(v or 0) for v in row)
    precision, recall = both / claimed if claimed else 1.0, both / true if true else 1.0
    bp, br = b_p / n if n else 1.0, b_r / n if n else 1.0
    return Scores(
        records=int(n),
        people=int(people),
        customers=int(customers),
        pair_precision=precision,
        pair_recall=recall,
        pair_f1=_f1(precision, recall),
        bcubed_precision=bp,
        bcubed_recall=br,
        bcubed_f1=_f1(bp, br),
        mixed_share=mixed / customers if customers else 0.0,
        exact_share=exact / people if people else 1.0,
    )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
