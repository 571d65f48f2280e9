"""Groups of records → lasting customer numbers, with a history of every change.

A group inherits the number it overlaps most. Where several numbers meet, the one with the oldest
record survives and the others redirect to it; where one is torn apart, the largest part keeps it.
A new number is drawn from the hash of the group's oldest record, so a fresh build of the same data
gives the same numbers.

A record that is somebody else's today (see `faces`) inherits nothing: neither the number that it
bore nor any that a record of its id ever bore.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import duckdb

from orchestration import queries
from orchestration.identity.numbering import faces, history

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
ATTEMPTS = 16


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that live across runs, where they do not exist yet."""
    connection.execute(queries.text(__file__, "tables.sql"))


def number(
    connection: duckdb.DuckDBPyConnection, as_of: date, erased: Collection[str] = ()
) -> None:
    """Number the groups and bring crosswalk, events and redirects up to date.

    Reads `identity_work.assigned`: record_id, department, source_record_id, first_seen_at, base,
    grp, matched_by, match_weight, face. The same groups on the same day change nothing.

    The groups beneath (`base`) are numbered as if no steward had decided anything, and a group that
    no decision changed has the number of the group beneath: a decision that is taken back gives
    everybody the number they had. `erased` are keyed hashes of numbers that erased customers had:
    nobody is given one again. Where there are any, the connection has the macro `keyed`.
    """
    digits = " || ".join(
        f"substr('{ALPHABET}', 1 + cast((h >> {5 * i}) & 31 as integer), 1)" for i in range(10)
    )
    connection.execute(f"create or replace temp macro customer_number(h) as 'C-' || {digits}")
    queries.run(connection, __file__, "number_previous.sql")
    faces.find_given_away(connection)
    queries.run(connection, __file__, "number_before.sql")
    if erased:
        bound = {"attempts": ATTEMPTS, "erased": list(erased)}
        queries.run(connection, __file__, "number_erased.sql", bound)
    _groups(connection, "base_groups", "base_before", "base_numbers")
    queries.run(connection, __file__, "number_overlaid.sql")
    _groups(connection, "grp_groups", "grp_before", "grp_numbers")
    queries.run(connection, __file__, "number_records.sql")
    history.log(connection, as_of)
    history.crosswalk(connection, as_of)


def _groups(connection: duckdb.DuckDBPyConnection, groups: str, before: str, into: str) -> None:
    """Write `identity_work.<into>` (grp, customer_id), with the numbers of `before` inherited.

    Of `identity_work`: `groups` are record_id, grp, first_seen_at; `before` record_id, customer_id;
    `taken` numbers that nobody may be given anew.
    """
    query = queries.text(__file__, "number_groups.sql")
    for name, table in (("groups", groups), ("before", before), ("into", into)):
        query = query.replace(f"{{{name}}}", f"identity_work.{table}")
    connection.execute(query, {"attempts": ATTEMPTS})
