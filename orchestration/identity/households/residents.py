"""Who lives where although no address of theirs says so: those who moved along, those without one.

Each inference carries its reason (`came_by`) and lowers the confidence of the membership.
"""

from __future__ import annotations

import duckdb

from orchestration import queries


def residents(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.profiles` and `residents`: stays, moves along and guests by contact."""
    connection.execute(queries.text(__file__, "profiles.sql"))
    _moved_along(connection)
    _without_address(connection)


def _moved_along(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.followed`: one more stay for whoever moved along with a partner.

    A couple moves together: the partner who lived there when the other moved, and was not seen
    there since, has moved too. Whoever moved in later was not left behind.
    """
    connection.execute(queries.text(__file__, "followed.sql"))


def _without_address(connection: duckdb.DuckDBPyConnection) -> None:
    """Without an address of their own: a shared contact, or the surname at the postcode."""
    connection.execute(queries.text(__file__, "residents.sql"))
