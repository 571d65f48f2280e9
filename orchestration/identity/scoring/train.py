"""Learn the model's shares from records, without any label.

Classification EM (Celeux & Govaert 1992): score with the present model, group under the vetoes,
count the levels of agreement inside groups (`m`) and between random members of different groups
(`u`), and again. Counting inside *guarded* groups is what keeps it a model of persons: plain EM on
blocks of one address or one e-mail settles on the household.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np

from orchestration import queries
from orchestration.identity.linking import link
from orchestration.identity.scoring import blocking, fingerprint, score, sources, veto
from orchestration.identity.scoring.comparisons import COMPARISONS, GIVEN, REFERENCE
from orchestration.identity.scoring.levels import Comparison
from orchestration.identity.scoring.model import Model, ModelError, untrained
from orchestration.identity.values import distinct_records, regions, shared_values, standardise

Shares = np.ndarray[Any, np.dtype[np.float64]]
Progress = Callable[[str], None]

ROUNDS = 3
STRANGERS = 1_200_000  # random pairs of groups among which agreement is counted, or all there are
ROUGHLY = 0.1  # of them in all rounds but the last
UNSEEN = 25.0  # pairs that the starting shares count as beside them
PARTNERED = 20_000
PRIOR_COUNT = 30.0


def train(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    *,
    references: str | None = None,
    region: str | None = None,
    limits: shared_values.HubLimits = shared_values.DEFAULT,
    rounds: int = ROUNDS,
    progress: Progress | None = None,
) -> Model:
    """Train on the relation `records` (columns as `conformed.customer_records`).

    Deterministic: the same records give the same model, whatever their order. Works in schemas
    `identity_work` (dropped afterwards) and `identity` (only `dropped_values` is written).
    Raises ModelError when there are fewer than 20 different payloads.
    """
    say = progress or (lambda _: None)
    connection.execute(
        "create schema if not exists identity; "
        "drop schema if exists identity_work cascade; create schema identity_work"
    )
    standardise.standardise(connection, records, regions.of_company() if region is None else region)
    standardise.refer(connection, references)
    shared_values.drop(connection, limits)
    count = distinct_records.collapse(connection)
    if count < 20:
        raise ModelError(f"Only {count} different payloads: too few to learn from.")
    model = replace(untrained(count), keys=list(blocking.choose(connection)))
    for done in range(rounds):
        say(f"training: round {done + 1} of {rounds} on {count:,} different payloads")
        link.link(connection, model, count)
        strangers = STRANGERS if done == rounds - 1 else int(STRANGERS * ROUGHLY)
        if done == max(rounds - 2, 0):
            model = replace(model, keys=blocking.worthwhile(connection, model.keys))
        model = _learn(connection, model, count, strangers)
        sources.mark(connection, model.single_sources)
    connection.execute("drop schema identity_work cascade; drop schema identity_state cascade")
    return model


def _learn(
    connection: duckdb.DuckDBPyConnection, model: Model, count: int, strangers: int
) -> Model:
    connection.execute(
        queries.filled(__file__, "training_pairs.sql", strangers=strangers, partnered=PARTNERED)
    )
    score.score(
        connection, model, count, pairs="strangers", target="identity_work.scored_strangers"
    )
    drawn = int(connection.execute("select count(*) from identity_work.strangers").fetchall()[0][0])
    start = untrained(count)
    m, u = {}, {}
    for comparison in COMPARISONS:
        levels = len(comparison.levels)
        name = comparison.name
        inside = _levels(connection, "inside", name, levels)
        apart = _levels(connection, "scored_strangers", name, levels)
        prior = np.array([level.m for level in comparison.levels])
        m[name] = _capped(comparison, (inside + PRIOR_COUNT * prior) / (inside.sum() + PRIOR_COUNT))
        before = np.array(start.u[name])
        if comparison is REFERENCE:  # nobody writes down the orders to which they are no party
            apart[-1] = drawn - apart.sum()
        u[name] = _rounded((apart + UNSEEN * before) / (apart.sum() + UNSEEN))
    _swapped(m, u)
    sizes = connection.execute(
        "select count(*), sum(n), sum(n * n) from "
        "(select count(*) as n from identity_work.groups group by grp)"
    ).fetchall()[0]
    people, nodes, squares = (float(value) for value in sizes)
    return Model(
        m=m,
        u=u,
        payloads=count,
        payloads_per_person=round(squares / nodes, 4),
        frequencies={
            column: fingerprint.frozen(connection, column) for column in score.FREQUENCY_COLUMNS
        },
        link_weight=model.link_weight,
        average_weight=model.average_weight,
        keys=model.keys,
        trusts_identifier=veto.trusts_identifier(connection, "identity_work.edges"),
        trusts_birth_date=veto.trusts_birth_date(connection, "identity_work.edges")
        or veto.trusts_exclusion(connection, "identity_work.edges")
        or veto.trusts_no_twins(connection, "identity_work.edges"),
        doubts_birth_date=veto.doubts_birth_date(connection, "identity_work.edges"),
        single_sources=sources.learn(connection),
        card=fingerprint.card(connection, int(people)),
    )


def _levels(connection: duckdb.DuckDBPyConnection, table: str, name: str, levels: int) -> Shares:
    """How many pairs of `table` stand on each level, best level first; missing ones left out."""
    rows = connection.execute(
        f"select gamma_{name}, count(*) from identity_work.{table} "
        f"where gamma_{name} >= 0 group by 1"
    ).fetchall()
    counts = np.zeros(levels)
    for gamma, pairs in rows:
        counts[levels - 1 - gamma] = pairs
    return counts


def _swapped(m: dict[str, list[float]], u: dict[str, list[float]]) -> None:
    """Strangers of swapped names: namesakes of whom either record has them swapped.

    Too rare to count among random pairs, hence worked out. The best level of a name is `same`.
    """
    level = [level.label for level in GIVEN.levels].index("swapped with the family name")
    namesakes = u["given"][0] * u["family"][0]
    u["given"][level] = max(u["given"][level], 2 * m["given"][level] * namesakes)


def _capped(comparison: Comparison, shares: Shares) -> list[float]:
    """`shares` with each level's `most`: what is above it goes to the other levels."""
    most = np.array([level.most for level in comparison.levels])
    over = shares > most
    rest = 1 - most[over].sum()
    return _rounded(np.where(over, most, shares * rest / max(shares[~over].sum(), 1e-9)))


def _rounded(shares: Shares) -> list[float]:
    return [float(f"{share:.4g}") for share in shares]
