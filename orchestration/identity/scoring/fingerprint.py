"""What a model keeps of the data it was learnt on: name frequencies, sizes, a fingerprint."""

from __future__ import annotations

import hashlib
from typing import Any

import duckdb

from orchestration import queries
from orchestration.identity.values import distinct_records

FROZEN_NAMES = 3000


def frozen(connection: duckdb.DuckDBPyConnection, column: str) -> dict[str, float]:
    """The commonest values and their share of people, so that weights do not drift between runs.

    Birth dates only where so many people have one that it must be a habit, such as the first of
    January.
    """
    least = 5 if column == "birth_text" else 2
    rows = connection.execute(
        queries.filled(
            __file__, "frozen_shares.sql", column=column, least=least, frozen_names=FROZEN_NAMES
        )
    ).fetchall()
    return {name: float(f"{share:.3g}") for name, share in rows}


def card(connection: duckdb.DuckDBPyConnection, people: int) -> dict[str, Any]:
    """What the model was learnt on: sizes, how full each field is, the data's fingerprint."""
    filled = ", ".join(f"round(count({c}) / count(*), 3)" for c in distinct_records.COMPARED)
    shares = connection.execute(f"select {filled} from identity_work.payloads").fetchall()[0]
    text = connection.execute(
        "select string_agg(content, '' order by content) from identity_work.payload_numbers"
    ).fetchall()[0][0]
    records = connection.execute("select count(*) from identity_work.payload_records").fetchall()
    return {
        "records": int(records[0][0]),
        "groups": people,
        "filled": dict(zip(distinct_records.COMPARED, shares, strict=True)),
        "fingerprint": hashlib.sha256(text.encode()).hexdigest(),
    }
