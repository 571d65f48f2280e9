"""Where each customer has lived: address texts → homes, sightings → dated stays.

A home is a house number (or house name) at a postcode, with its flat. Small slips in one
customer's addresses fall together; two customers' never do for being merely alike. Half an address
(a number without its street, a street without its number) means one thing for each surname. A post
box is where somebody's mail goes: they live where another record says.
"""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.households import buildings, stays


def homes(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.stays`: one row per customer and home, the last one without an end.

    Columns: customer_id, building, flat, home, sightings, first_on, last_on, valid_from, valid_to,
    is_block (the building is known to hold several flats). Reads `identity_work.standardised`,
    `numbered`.
    """
    _sightings(connection)
    buildings.buildings(connection)
    _located(connection)
    _flats(connection)
    stays.stays(connection)


def _sightings(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(queries.text(__file__, "sightings.sql"))


def _located(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.located`: every sighting with its building.

    Whoever has a post box only lives with whom they share it, if those live in one building, or one
    of them bears the surname; else the box stands for their home.
    """
    connection.execute(queries.text(__file__, "located.sql"))


def _flats(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.flats`: the flat of each customer in each building, filled in where known.

    A customer who once wrote the flat lives there; where a building is only ever written with one
    flat, so do those who left it out; else whoever shares a surname with one flat alone.
    """
    connection.execute(queries.text(__file__, "flats.sql"))
