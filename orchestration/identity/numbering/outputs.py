"""The tables others read: what matched each record, the links, the normal forms."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.scoring import score
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model

ERASED = -(2**60)  # below every label of a group that a steward joined or parted
_FACE = ("k.family_name", "k.birth_on", "k.email", "k.phone", "k.postcode")


def assign(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.assigned`: each record, its group, why it is in it, and its face.

    The face is what `given_away.sql` compares.
    """

    def hashed(value: str) -> str:
        return f"coalesce(substr(sha256(cast({value} as varchar)), 1, 8), '')"

    connection.execute(
        queries.filled(
            __file__,
            "assigned.sql",
            hashed_form=hashed("form"),
            hashed_face=", ".join(hashed(column) for column in _FACE),
        )
    )
    _keep_together(connection)


def _keep_together(connection: duckdb.DuckDBPyConnection) -> None:
    """Records that stay of an erased person say nothing any more, yet are one customer's."""
    if not connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'landing' "
        "and table_name = 'erased_people'"
    ).fetchall():
        return
    connection.execute(queries.filled(__file__, "keep_together.sql", erased=ERASED))


def also_named(connection: duckdb.DuckDBPyConnection) -> None:
    """Write into `identity.crosswalk` the second customer whom a record names, where it does."""
    queries.run(connection, __file__, "parties.sql")


def publish(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> None:
    """Write `identity.standardised` and `links`."""
    weights = ", ".join(f"'{c.name}': round(i.weight_{c.name}, 3)" for c in COMPARISONS)
    connection.execute(
        """
        create or replace table identity_work.selves as
        select '0' as match_key, node as join_key_l, node as join_key_r
        from identity_work.payload_records group by node having count(*) > 1
        """
    )
    score.score(connection, model, payloads, pairs="selves", target="identity_work.scored_selves")
    connection.execute(queries.filled(__file__, "published_standardised.sql", weights=weights))
