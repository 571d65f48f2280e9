"""Steward's decisions among the events of customer numbers: when each took hold and when it ceased.

A decision that holds is logged once; when it expires, is undone, is overruled by newer ones or
loses a record, that is logged too, and when it holds again, again. The day is that of the run in
which customers followed it, like that of every event: what nothing was measured on changed nobody.
"""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration import queries

APPLIED = "decision_applied"
# Why a decision holds no longer; see `decisions.states` and `stewarded`.
ENDED = {
    "expired": "decision_expired",
    "undone": "decision_undone",
    "replaced": "decision_overruled",
    "set_aside": "decision_overruled",
    "waiting": "decision_waiting",
}
GONE = "decision_undone"  # its line is no longer in the file


def log(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Add to `identity.events` what decisions in `identity.decisions` did since the last run.

    The same decisions on the same records change nothing.
    """
    ends = " ".join(f"when '{status}' then '{event}'" for status, event in ENDED.items())
    connection.execute(
        queries.filled(__file__, "log_decisions.sql", applied=APPLIED, ends=ends, gone=GONE),
        {"as_of": as_of.isoformat()},
    )
