"""Customers and their stays → households with dated members.

People who live in one home at one time are a household. A surname is soft evidence only: over half
of real households hold several. It decides where an address lacks its flat and several families
share it. Homes with more people than a household has, and those whose address says so, are group
quarters; an address that names a company is a business: nobody there is anybody's family.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from orchestration import queries
from orchestration.identity.households import housemates, moves, residents

GROUP_QUARTERS_FROM = 9
# Words of an address that say what it is; "Hall" and "Convent" are in too many streets' names.
_BUSINESS = (
    r"\b(ltd|limited|plc|llp|llc|gmbh|(business|office|retail|science|enterprise) (park|centre|"
    r"center)|(industrial|trading) estate|shopping (centre|center|mall))\b"
)
_QUARTERS = (
    r"\b((care|nursing|residential|retirement|convalescent|rest) home|halls? of residence|"
    r"student (village|accommodation)|hmp|correctional (facility|institution|center|centre))\b"
)
_WORDS = "lower(concat_ws(' ', l.address_line_1, l.address_line_2))"


def households(
    connection: duckdb.DuckDBPyConnection, kept: Collection[tuple[str, str]] = ()
) -> None:
    """Write `identity.households` and `identity.household_memberships`.

    Reads `identity_work.stays`, `numbered`, `evidence`. `kept` are households that keep their
    number although their founder was erased, with the keyed hash of a member's customer number
    each; where there are any, the connection has the macro `keyed`.
    """
    residents.residents(connection)
    housemates.islands(connection)
    housemates.parts(connection)
    moves.moves(connection)
    _found(connection)
    if kept:
        _keep_numbers(connection, kept)
    _members(connection)
    _publish_memberships(connection)
    _publish_households(connection)


def _found(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.roots` (root, household_id): a household's number is that of its founder."""
    connection.execute(queries.text(__file__, "roots.sql"))


def _keep_numbers(connection: duckdb.DuckDBPyConnection, kept: Collection[tuple[str, str]]) -> None:
    """Give the number of an erased founder to the household of most of those who stay."""
    connection.execute(
        queries.text(__file__, "heirs.sql"),
        {"numbers": [number for number, _ in kept], "members": [member for _, member in kept]},
    )
    connection.execute(queries.text(__file__, "inherited.sql"))


def _members(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.members`: every stay with its household; `shapes`: each household of today,
    or as it last was where its people have all left."""
    connection.execute(queries.text(__file__, "members.sql"))


def _publish_memberships(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity.household_memberships`, each a day long at least: undated ones are left out."""
    connection.execute(queries.text(__file__, "memberships.sql"))


def _publish_households(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        queries.filled(
            __file__,
            "published_households.sql",
            words=_WORDS,
            business=_BUSINESS,
            group_quarters_from=GROUP_QUARTERS_FROM,
            quarters=_QUARTERS,
        )
    )
