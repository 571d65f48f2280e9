"""Whether a customer would fall apart if a steward cut one of its links."""

from __future__ import annotations

import duckdb
import numpy as np

from orchestration.identity.explaining.paths import Step
from orchestration.identity.stewardship import overlay


def parts(connection: duckdb.DuckDBPyConnection, ends: tuple[str, str], cut: Step) -> bool:
    """Whether an unlink of the ends of `cut` leaves the records `ends` in two customers.

    Reads `identity_work.edges` and `payload_records` of the customer: see `compare.compared`.
    """
    rows = connection.execute(
        "select record_id, node from identity_work.payload_records order by record_id"
    ).fetchall()
    at = {record: position for position, (record, _) in enumerate(rows)}
    decided = connection.execute(
        "select record_a, record_b from identity.decisions "
        "where status = 'in_force' and decision = 'link'"
    ).fetchall()
    links = [(at[a], at[b]) for a, b in decided if a in at and b in at]
    pairs = [*links, (at[cut.record_a], at[cut.record_b])]
    labels = overlay.laid(
        overlay.Records(
            list(at), np.array([node for _, node in rows], np.int64), np.zeros(len(at), np.int64)
        ),
        overlay.scored(connection, "identity_work.edges"),
        overlay.Decided(
            np.array([a for a, _ in pairs], np.int64),
            np.array([b for _, b in pairs], np.int64),
            np.arange(len(pairs)) < len(links),
        ),
    )
    return bool(labels[at[ends[0]]] != labels[at[ends[1]]])
