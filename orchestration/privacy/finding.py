"""Whom a request means: by customer number, record, e-mail, phone, or name and postcode."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration import queries
from orchestration.privacy import keys
from orchestration.settings import Settings

_BY_NUMBER = queries.text(__file__, "by_number.sql")
_BY_RECORD = """
select customer_id, 'record' as how from identity.crosswalk
where valid_to is null
    and upper($said) in (upper(record_id), upper(source_record_id))
"""
_BY_CONTACT = queries.text(__file__, "find_by_contact.sql")
_BY_NAME = queries.text(__file__, "find_by_name.sql")


@dataclass(frozen=True)
class Candidate:
    """A customer whom a request may mean, and by what; `records` is how many records they have."""

    customer_id: str
    how: str
    records: int


class NobodyError(LookupError):
    """Nobody is known by what was said."""


class SeveralError(LookupError):
    """Several customers are known by what was said: `candidates`."""

    def __init__(self, said: str, candidates: tuple[Candidate, ...]) -> None:
        self.candidates = candidates
        listed = ", ".join(f"{one.customer_id} ({one.records} records)" for one in candidates)
        super().__init__(f"{said!r} means several customers: {listed}. Name one by its number.")


def candidates(
    connection: duckdb.DuckDBPyConnection, settings: Settings, said: str
) -> tuple[Candidate, ...]:
    """Every customer that `said` may mean, by customer number; nobody is guessed.

    A name is written with its postcode: `Jane Doe, AB1 2CD`.
    """
    keys.add_macros(connection, keys.key(settings))
    said = said.strip()
    found = connection.execute(f"{_BY_NUMBER} union {_BY_RECORD}", {"said": said}).fetchall()
    if not found:
        found = connection.execute(_BY_CONTACT, {"said": said}).fetchall()
    name, comma, postcode = said.rpartition(",")
    if not found and comma:
        found = connection.execute(
            _BY_NAME, {"name": name.strip(), "postcode": postcode.strip()}
        ).fetchall()
    return tuple(
        Candidate(str(number), str(how), _records(connection, str(number)))
        for number, how in sorted(set(found))
    )


def one(connection: duckdb.DuckDBPyConnection, settings: Settings, said: str) -> str:
    """The customer number of whom `said` means.

    Raises NobodyError or SeveralError.
    """
    found = candidates(connection, settings, said)
    numbers = {candidate.customer_id for candidate in found}
    if not numbers:
        raise NobodyError(f"Nobody is known by {said!r}.")
    if len(numbers) > 1:
        raise SeveralError(said, found)
    return numbers.pop()


def _records(connection: duckdb.DuckDBPyConnection, customer_id: str) -> int:
    [(count,)] = connection.execute(
        "select count(*) from identity.crosswalk where valid_to is null and customer_id = ?",
        [customer_id],
    ).fetchall()
    return int(count)
