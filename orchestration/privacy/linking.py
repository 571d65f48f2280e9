"""Why records of several departments are taken to be one person, told to that person."""

from __future__ import annotations

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
    "identifier": "number of an identity card or loyalty card",
    "reference": "order or contract that both name",
}
_RECORDS = queries.text(__file__, "linking.sql")


def sentences(connection: duckdb.DuckDBPyConnection, customer_id: str) -> list[str]:
    """One sentence a record: with what it agrees, or that a person of the company decided it."""
    found = connection.execute(_RECORDS, {"customer": customer_id}).fetchall()
    return [_sentence(*row) for row in found]


def _sentence(
    department: str,
    number: str,
    matched_by: str,
    linked_to: str | None,
    weights: dict[str, float | None] | None,
) -> str:
    record = f"Record {number} of {department}"
    agreeing = [_WORDS.get(name, name) for name, bits in (weights or {}).items() if (bits or 0) > 0]
    if matched_by == "steward":
        return f"{record} is taken to be yours: a person of the company decided so."
    if agreeing:
        return (
            f"{record} is taken to be yours: it agrees with one of {linked_to} in "
            f"{', '.join(agreeing)}."
        )
    if matched_by == "alone":
        return f"{record} stands alone: it was joined to no other."
    return f"{record} is taken to be yours: it names an order or contract of yours."
