"""Households that change their home together stay one household."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from orchestration import queries
from orchestration.identity.linking.cluster import components

UNDATED = """not exists (
    select 1 from identity_work.standardised
    where first_seen_at is not null or last_seen_at is not null
)"""  # a file without dates: every stay is of one day, and nobody is known to have left


def moves(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.households` (part, root): the parts of one household share a root.

    A home that was given up, and most of whose people, two at least, are most of those of one later
    home: they moved. One person alone who moves begins a household. The root is the first home.
    Reads `identity_work.spans`, `parts`.
    """
    rows: dict[str, Any] = connection.execute(
        queries.filled(__file__, "moves.sql", undated=UNDATED)
    ).fetchnumpy()
    found = connection.execute(queries.text(__file__, "moved_since.sql")).fetchnumpy()
    part = found["part"].astype(np.int64)
    place = np.zeros(int(part.max(initial=-1)) + 1, np.int64)
    place[part] = np.arange(len(part))
    label = components(
        len(part), place[rows["old"].astype(np.int64)], place[rows["new"].astype(np.int64)]
    )
    connection.register("found_households", pa.table({"part": part, "root": part[label]}))
    connection.execute("create or replace table identity_work.households as from found_households")
    connection.unregister("found_households")
