"""Who of a home belongs together: at the same time, and in the same flat."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from orchestration import queries
from orchestration.identity.households.moves import UNDATED
from orchestration.identity.linking.cluster import components

CROWD_FROM = 5


def islands(connection: duckdb.DuckDBPyConnection) -> None:
    """Those who moved out before the others moved in were another household.

    Who moved in and out on one day only passed through. Where no record has a date, nobody did:
    whoever gave an address lived there.
    """
    connection.execute(queries.filled(__file__, "spans.sql", undated=UNDATED))


def parts(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.parts` (n, part): who of a home belongs together.

    Everybody does, unless the home is more than one: a building known to hold flats, written
    without the flat, one with several families, or the address of a firm. There only surname and
    shared contacts tie.
    """
    rows: dict[str, Any] = connection.execute(
        queries.filled(__file__, "housemates.sql", crowd_from=CROWD_FROM)
    ).fetchnumpy()
    count = int(connection.execute("select count(*) from identity_work.spans").fetchall()[0][0])
    left, right = rows["l"].astype(np.int64), rows["r"].astype(np.int64)
    tied, crowd = rows["is_tied"].astype(bool), rows["is_crowd"].astype(bool)
    ties = components(count, left[tied], right[tied])
    family = np.zeros(count, np.bool_)  # ties that hold two people of different given names
    family[ties[left[tied & rows["is_other"].astype(bool)]]] = True
    whole = components(count, left, right)
    families = np.bincount(whole[np.unique(ties)], weights=family[np.unique(ties)], minlength=count)
    apart = rows["is_split"].astype(bool) | (crowd & (families[whole[left]] >= 2))
    joined = tied | ~apart
    parts = components(count, left[joined], right[joined])
    is_parted = np.zeros(count, np.bool_)
    is_parted[left[apart]] = is_parted[right[apart]] = True
    table = pa.table({"n": np.arange(count), "part": parts, "is_parted": is_parted})
    connection.register("found_parts", table)
    connection.execute("create or replace table identity_work.parts as from found_parts")
    connection.unregister("found_parts")
