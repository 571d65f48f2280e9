"""What keeps two customers apart, and what would have to be different for another answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import duckdb
import numpy as np

from orchestration import queries
from orchestration.identity.explaining import parting, paths
from orchestration.identity.explaining.compare import Pair, Scoring
from orchestration.identity.explaining.paths import Step
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import level_weights

MOST = 3  # sentences about single fields
# What lifts each veto; see `veto.REASONS`.
_LIFTS = {
    "given_names": "one given name a form, an initial or a slip of the other, or the identifier "
    "and the birth date both the same",
    "one_character": "the same birth date or identifier",
    "two_names": "one given name a short form of the other, or the same birth date or identifier",
    "generations": "the same suffix, or none",
    "birth_years": "birth years less than ten apart, or the same identifier",
    "organisation_names": "names of which one is the other, or a part of it",
    "kinds": "names that both name a person, or both an organisation",
    "middle_names": "middle names that agree, or the same birth date, e-mail or identifier",
}


@dataclass(frozen=True)
class Context:
    """Two customers, the pair in question, the path between its records, all pairs across.

    `mean` is what clustering sees between the two customers, in bits.
    """

    customers: tuple[str, str]
    pair: Pair
    path: tuple[Step, ...]
    between: tuple[Pair, ...]
    mean: float
    scoring: Scoring


def why_not(connection: duckdb.DuckDBPyConnection, context: Context) -> str:
    """What keeps two customers apart, in a sentence."""
    pair, link = context.pair, context.scoring.model.link_weight
    if decision := _decision(connection, context, "unlink"):
        return f"A steward decided so: {decision}."
    if pair.apart == "nothing":
        return "The two records have no field in common that could be compared."
    if pair.apart:
        return f"A contradiction no agreement outweighs: {pair.apart.replace('_', ' ')} differ."
    if pair.weight < link:
        return f"Their agreement weighs {pair.weight:.1f} bits; {link:.1f} are needed."
    if sources := _single_sources(connection, context):
        return f"Both customers have a record of {sources}, which keeps one record per person."
    against = (
        f"The two agree, but the other records of their customers contradict on average: "
        f"{context.mean:+.1f} bits"
    )
    forbidden = [p for p in context.between if p.apart]
    if not forbidden:
        return f"{against}."
    first = forbidden[0]
    return (
        f"{against}. {first.record_a} and {first.record_b}, for one, cannot be one person: "
        f"{str(first.apart).replace('_', ' ')} differ."
    )


def of_two_customers(connection: duckdb.DuckDBPyConnection, context: Context) -> tuple[str, ...]:
    """What would make the two one customer."""
    pair = context.pair
    if decision := _decision(connection, context, "unlink"):
        return (f"Taking the decision back: customer360 identity undo {decision}",)
    command = f"customer360 identity link {pair.record_a} {pair.record_b} --reason …"
    steward = f"A steward who knows better: {command}"
    if pair.apart == "nothing":
        return ("A field that both records fill.", steward)
    sentences = [f"{_LIFTS[pair.apart].capitalize()}."] if pair.apart in _LIFTS else []
    missing = context.scoring.model.link_weight - pair.weight
    if missing <= 0:
        return (*sentences, steward)
    gains = {
        name: (best - pair.weights.get(name, 0.0), label)
        for name, (best, label) in _extremes(context.scoring, best=True).items()
    }
    ranked = sorted(gains, key=lambda name: -gains[name][0])
    single = [(name,) for name in ranked if gains[name][0] >= missing][:MOST]
    pairs = [two for two in combinations(ranked[:4], 2) if sum(gains[n][0] for n in two) >= missing]
    for names in single or pairs[:1]:
        total = pair.weight + sum(gains[name][0] for name in names)
        said = " and ".join(f"{name} “{gains[name][1]}”" for name in names)
        sentences.append(f"With {said} it would be {total:+.1f} bits.")
    return (*sentences, steward)


def of_one_customer(connection: duckdb.DuckDBPyConnection, context: Context) -> tuple[str, ...]:
    """What would make them two customers."""
    pair, link = context.pair, context.scoring.model.link_weight
    if decision := _decision(connection, context, "link"):
        return (f"Taking the decision back: customer360 identity undo {decision}",)
    sentences = []
    if pair.weight >= link and not pair.apart:
        losses = {
            name: (pair.weights.get(name, 0.0) - worst, label)
            for name, (worst, label) in _extremes(context.scoring, best=False).items()
            if name in pair.weights
        }
        for name in sorted(losses, key=lambda name: -losses[name][0])[:MOST]:
            rest = pair.weight - losses[name][0]
            if rest < link:
                sentences.append(f"With {name} “{losses[name][1]}” it would be {rest:+.1f} bits.")
        if not any(sentence.startswith("With given") for sentence in sentences):
            sentences.append("With given “different” the two would contradict each other.")
    if not sentences and len(context.path) <= 1:
        sentences.append("No single field: the others would still carry the link.")
    weakest = paths.weakest(context.path)
    if weakest is not None and len(context.path) > 1:
        parts = parting.parts(connection, (pair.record_a, pair.record_b), weakest)
        cut = f"{weakest.record_a} {weakest.record_b} --reason …"
        sentences.append(
            f"Without the link {weakest.record_a} — {weakest.record_b} "
            + (
                f"the two would part: customer360 identity unlink {cut}"
                if parts
                else "the two would still be one customer: others hold them together."
            )
        )
    steward = f"customer360 identity unlink {pair.record_a} {pair.record_b} --reason …"
    return (*sentences, f"A steward who knows better: {steward}")


def _single_sources(connection: duckdb.DuckDBPyConnection, context: Context) -> str:
    """The departments that keep one record per person and have one of each customer."""
    rows = connection.execute(
        queries.text(__file__, "shared_single_sources.sql"),
        list(context.customers),
    ).fetchall()
    return " and ".join(department for (department,) in rows)


def _extremes(scoring: Scoring, *, best: bool) -> dict[str, tuple[float, str]]:
    """Each field's best, or worst, level: bits (of a name of no particular rarity) and label."""
    weights = level_weights(scoring.model, scoring.size)
    found = {}
    for comparison in COMPARISONS:
        bits = weights[comparison.name]
        position = int(np.argmax(bits) if best else np.argmin(bits))
        found[comparison.name] = (bits[position], comparison.levels[position].label)
    return found


def _decision(connection: duckdb.DuckDBPyConnection, context: Context, decision: str) -> str | None:
    """The decision in force on the pair, or else on any pair across the two customers."""
    pairs = [context.pair, *context.between]
    a = [pair.record_a for pair in pairs]
    b = [pair.record_b for pair in pairs]
    rows = connection.execute(
        queries.text(__file__, "decision_between.sql"),
        {"a": a, "b": b, "first": min(a[0], b[0]), "decision": decision},
    ).fetchall()
    return str(rows[0][0]) if rows else None
