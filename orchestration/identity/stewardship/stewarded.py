"""What became of stewards' decisions, and the links they made, for whoever reads the result."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.scoring import score
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model


def publish(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> None:
    """Write `identity.decisions`, and `name_shares`, by which rare names weighed in this run.

    Adds the links that stewards made to `identity.links`.
    """
    shares = " union all ".join(
        f"select '{column}' as field, {column} as name, tf_{column} as share "
        f"from identity_work.frequency_{column}"
        for column in score.FREQUENCY_COLUMNS
    )
    connection.execute(queries.filled(__file__, "name_shares.sql", shares=shares))
    if connection.execute("select count(*) from identity_work.steward_pairs").fetchall() == [(0,)]:
        return
    score.score(
        connection, model, payloads, pairs="steward_pairs", target="identity_work.scored_stewards"
    )
    weights = ", ".join(f"'{c.name}': round(s.weight_{c.name}, 3)" for c in COMPARISONS)
    connection.execute(queries.filled(__file__, "links_of_stewards.sql", weights=weights))
