"""Spellings of one address → the building they mean.

Two customers' addresses fall together for a slip only where the rest of the address leaves no
doubt: a postcode of few addresses, or the same number, street and surname. Streets of different
numbers (`1st ave`, `2nd ave`) are different streets, and so are post boxes.
"""

from __future__ import annotations

import duckdb

from orchestration import queries

# A third of the letters at most are others.
_ALIKE = (
    "damerau_levenshtein(a.street, b.street) <= 0.34 * greatest(length(a.street), length(b.street))"
)
TELLING = 60  # more different addresses than this, and a postcode does not tell a street


def buildings(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.buildings` (text, building): what stands for each spelling.

    Reads `identity_work.sightings` and `texts`.
    """
    _slips(connection)
    connection.execute(queries.text(__file__, "buildings.sql"))


def _slips(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.slips` (text, building): every spelling and those it may stand for."""
    connection.execute(queries.filled(__file__, "spellings.sql", telling=TELLING, alike=_ALIKE))
