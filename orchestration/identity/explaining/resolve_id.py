"""Whom a record id or a customer number means today; a retired number leads on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import duckdb

from orchestration import queries

_NUMBER = re.compile(r"C-[0-9A-Z]+")


class UnknownRecordError(LookupError):
    """No current record, or no living customer, of that id."""


@dataclass(frozen=True)
class Subject:
    """`records` is what was asked about, `customer_records` all that its customer has now."""

    customer: str
    records: tuple[str, ...]
    customer_records: tuple[str, ...]

    def without(self, other: Subject) -> Subject:
        """This customer without the record it is compared with."""
        if len(self.records) > 1 and len(other.records) == 1 and other.records[0] in self.records:
            return replace(self, records=tuple(r for r in self.records if r != other.records[0]))
        if self.records == other.records:
            raise UnknownRecordError(f"{self.records[0]} is one record; name two.")
        return self


def subject(connection: duckdb.DuckDBPyConnection, named: str) -> Subject:
    """The record or customer `named`.

    Raises UnknownRecordError when nobody has that record or number now.
    """
    if _NUMBER.fullmatch(named):
        customer = living(connection, named)
        records = _records(connection, customer)
        if not records:
            raise UnknownRecordError(f"No customer {named}; nor was there one.")
        return Subject(customer, records, records)
    rows = connection.execute(
        "select customer_id from identity.crosswalk where record_id = ? and valid_to is null",
        [named],
    ).fetchall()
    if not rows:
        raise UnknownRecordError(f"No current record {named}.")
    return Subject(rows[0][0], (named,), _records(connection, rows[0][0]))


def living(connection: duckdb.DuckDBPyConnection, number: str) -> str:
    """The number that stands for `number` today: itself, or what replaced it.

    Raises UnknownRecordError when no record of that customer is left.
    """
    rows = connection.execute(
        queries.text(__file__, "living.sql"),
        {"number": number},
    ).fetchall()
    if rows[0][0] is None:
        raise UnknownRecordError(f"Customer {number} is retired: no record is left.")
    return str(rows[0][0])


def _records(connection: duckdb.DuckDBPyConnection, customer: str) -> tuple[str, ...]:
    rows = connection.execute(
        "select record_id from identity.crosswalk "
        "where customer_id = ? and valid_to is null order by record_id",
        [customer],
    ).fetchall()
    return tuple(row[0] for row in rows)
