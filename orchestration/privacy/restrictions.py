"""Restriction and objection (GDPR Art. 18 and 21): kept, but not used.

They are written down by keyed hashes of the person's records and contacts, so they hold whatever
number the person has after a merge, a rebuild or a delivery with new ids. Each run turns them into
`identity.customer_restrictions`, which models, lists and statistics read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import duckdb

from orchestration import journal, queries
from orchestration.privacy import keys, log
from orchestration.settings import Settings

NAME = "restrictions"
KINDS = {"restrict": "restricted", "object": "objected"}
_OF_CUSTOMER = queries.text(__file__, "restrictions_of.sql")
_WRITE = queries.text(__file__, "write_restrictions.sql")


def ask(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    kind: str,
    customers: Iterable[str],
    on: date,
) -> str:
    """Write down that customers restrict or object (`kind`); returns the request's number.

    It holds from the next run on.
    """
    keys.add_macros(connection, keys.key(settings))
    numbers = sorted(set(customers))
    request = log.new_number()
    hashes = sorted({hashed for one in numbers for hashed in _hashes(connection, one)})
    journal.of(settings, NAME).append(
        [
            {
                "event": KINDS[kind],
                "request": request,
                "on": on.isoformat(),
                "hashes": hashes,
            }
        ]
    )
    log.receive(settings, kind, numbers, on, number=request)
    log.finish(settings, request, on)
    return request


def lift(
    connection: duckdb.DuckDBPyConnection, settings: Settings, customers: Iterable[str], on: date
) -> tuple[str, ...]:
    """End what customers restricted or objected to; returns the requests that no longer hold."""
    keys.add_macros(connection, keys.key(settings))
    numbers = sorted(set(customers))
    mine = {hashed for one in numbers for hashed in _hashes(connection, one)}
    ended = tuple(
        dict.fromkeys(request for request, _, _, hashes in standing(settings) if mine & set(hashes))
    )
    if ended:
        journal.of(settings, NAME).append(
            [{"event": "lifted", "on": on.isoformat(), "lifts": list(ended)}]
        )
        log.finish(settings, log.receive(settings, "lift", numbers, on), on)
    return ended


def standing(settings: Settings) -> list[tuple[str, str, str, list[str]]]:
    """(request, restriction, since, hashes) of everything that has not been lifted."""
    found: dict[str, tuple[str, str, str, list[str]]] = {}
    for event in journal.of(settings, NAME).events():
        if event["event"] == "lifted":
            for request in event["lifts"]:
                found.pop(request, None)
        else:
            found[event["request"]] = (
                event["request"],
                event["event"],
                event["on"],
                event["hashes"],
            )
    return list(found.values())


def write(connection: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """Write `identity.customer_restrictions` anew; returns its number of rows.

    Customers of whom only facts without a person are left stand in it as `erased`.
    """
    connection.execute(
        "create or replace table identity.customer_restrictions "
        "(customer_id varchar, restriction varchar, since date)"
    )
    asked = [
        (hashed, restriction, since)
        for _, restriction, since, hashes in standing(settings)
        for hashed in hashes
    ]
    if asked:
        keys.add_macros(connection, keys.key(settings))
        connection.execute(
            "create or replace temp table restrictions_asked as select "
            "unnest(?::varchar[]) as hash, unnest(?::varchar[]) as restriction, "
            "unnest(?::date[]) as since",
            [list(column) for column in zip(*asked, strict=True)],
        )
        connection.execute(_WRITE)
    connection.execute(
        "insert into identity.customer_restrictions "
        "select c.customer_id, 'erased', max(s.erased_on) from identity.crosswalk as c "
        "join landing.erased_people as p on p.source_record_id = c.source_record_id "
        "cross join (select max(erased_on) as erased_on from landing.suppressions) as s "
        "where c.valid_to is null group by c.customer_id"
    )
    found = connection.execute("select count(*) from identity.customer_restrictions").fetchall()
    return int(found[0][0])


def _hashes(connection: duckdb.DuckDBPyConnection, customer_id: str) -> list[str]:
    return [row[0] for row in connection.execute(_OF_CUSTOMER, [customer_id]).fetchall()]
