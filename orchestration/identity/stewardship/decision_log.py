"""Steward's decisions among the events of customer numbers: when each took hold and when it ceased.

A decision that holds is logged once; when it expires, is undone, is overruled by newer ones or
loses a record, that is logged too, and when it holds again, again. The day is that of the run in
which customers followed it, like that of every event: what nothing was measured on changed nobody.
"""

from __future__ import annotations

from datetime import date

import duckdb

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
        f"""
        insert into identity.events
            (event_id, event, customer_id, other_customer_id, occurred_on, decision_id)
        with logged as (
            select
                decision_id,
                count(*) as turns,
                count(*) filter (event = '{APPLIED}') * 2 > count(*) as held,
                max(customer_id) as customer_id
            from identity.events
            where decision_id is not null
            group by decision_id
        ),
        turned as (
            select
                coalesce(d.decision_id, l.decision_id) as decision_id,
                case d.status when 'in_force' then '{APPLIED}' {ends} else '{GONE}' end as event,
                coalesce(d.customer_a, d.customer_b, l.customer_id) as customer_id,
                if(d.customer_a <> d.customer_b, d.customer_b, null) as other_customer_id,
                coalesce(l.turns, 0) as turns
            from identity.decisions as d
            full join logged as l on d.decision_id = l.decision_id
            where coalesce(d.status = 'in_force', false) <> coalesce(l.held, false)
        )
        select
            sha256(concat_ws('|', event, decision_id, turns)), event, customer_id,
            other_customer_id, cast($as_of as date), decision_id
        from turned
        order by decision_id
        """,
        {"as_of": as_of.isoformat()},
    )
