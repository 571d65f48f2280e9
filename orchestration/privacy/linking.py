"""Why records of several departments are taken to be one person, told to that person."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration import queries

# What agrees in a link, in words; a field that another version adds is told by its own name.
_WORDS = {
    "given": "first name",
    "middle": "middle name",
    "family": "family name",
    "birth": "birth date",
    "email": "e-mail",
    "phone": "phone",
    "address": "address",
    "identifier": "the number of an identity card or loyalty card",
    "reference": "an order or contract that both name",
}
_RECORDS = queries.text(__file__, "linking.sql")


def sentences(connection: duckdb.DuckDBPyConnection, customer_id: str) -> list[str]:
    """With what each record agrees, or that a person of the company decided it; records of one
    department of which the same is true stand in one sentence.
    """
    found = connection.execute(_RECORDS, {"customer": customer_id}).fetchall()
    alike: dict[tuple[str, str, str], list[str]] = {}
    for department, number, *why in found:
        alike.setdefault((department, *_why(*why)), []).append(number)
    return [
        f"{'Record' if len(numbers) == 1 else 'Records'} {listed(numbers)} of {department} "
        f"{one if len(numbers) == 1 else several}"
        for (department, one, several), numbers in alike.items()
    ]


def listed(said: Sequence[str]) -> str:
    """One, one and two, one, two and three."""
    return " and ".join(part for part in (", ".join(said[:-1]), *said[-1:]) if part)


def _why(
    matched_by: str, linked_to: str | None, weights: dict[str, float | None] | None
) -> tuple[str, str]:
    """What is said of one record, and of several."""
    agreeing = [_WORDS.get(name, name) for name, bits in (weights or {}).items() if (bits or 0) > 0]
    yours = "taken to be yours:"
    if matched_by == "steward":
        decided = "a person of the company decided so."
        return f"is {yours} {decided}", f"are {yours} {decided}"
    if agreeing:
        what = f"with one of {linked_to} in {listed(agreeing)}."
        return f"is {yours} it agrees {what}", f"are {yours} each agrees {what}"
    if matched_by == "alone":
        return "stands alone: it was joined to no other.", "stand alone: joined to no other."
    named = "an order or contract of yours."
    return f"is {yours} it names {named}", f"are {yours} each names {named}"
