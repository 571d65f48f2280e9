"""Records that were given to somebody else: the same id, and nothing of the person it was.

A department may give the number of a record that it deleted to the next person. What a record says
of its person is remembered beside its number as a face: short hashes, enough to see that nothing
agrees and too short to tell a value. A correction leaves something as it was: a name, a birth date,
an e-mail, a phone. A new name in full with nothing left of the old person is a new person.
"""

from __future__ import annotations

import duckdb

from orchestration import queries

_GIVEN_AWAY = queries.text(__file__, "given_away.sql")


def find_given_away(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.given_away`: record_id, given_on, of records with another person's face.

    `given_on` is the day from which the new person's record says that it was first seen, null where
    it says nothing new. Reads `identity_work.assigned` and `previous`.
    """
    connection.execute(_GIVEN_AWAY)
