"""Two tellings of one history side by side: schemas `before` and `after` of one database."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.policy.changes import Change, Difference, Moved, Tally

# What a number of the policy acts on; a rule about decisions acts on who ended a relationship.
ACTS_ON = {
    "active_days": ("state", "lapsed"),
    "lost_days": ("state", "lost", "reactivated", "lapsed", "is_at_risk"),
    "grace_days": ("state", "lost", "reactivated", "lapsed", "is_at_risk"),
    "notice_days": ("is_at_risk",),
    "new_days": ("is_new",),
    "at_risk_share": (),
    "at_risk_purchases": (),
    "more_than_amount": ("new", "reactivated", "lost", "lapsed", "state", "is_new", "is_at_risk"),
    "least_days_covered": ("new", "reactivated", "lost", "lapsed", "state", "is_new", "is_at_risk"),
    "ended_by": ("lost",),
}


def compare(connection: duckdb.DuckDBPyConnection) -> Difference:
    """Compare `before` and `after`: `lifecycle_policy`, `ending_decisions`, `lifecycle_events`,
    `customer_states`, `customer_risks`. States come first."""
    moved = _moved(connection)
    connection.execute(
        "create or replace temp table moved "
        "(line varchar, number varchar, what varchar, text varchar)"
    )
    acts = [
        [one.line_of_business, one.number, what, str(one)]
        for one in moved
        for what in ACTS_ON[one.number.split(" ")[0]]
    ]
    if acts:
        connection.executemany("insert into moved values (?, ?, ?, ?)", acts)
    connection.execute(_CHANGES)
    rows = connection.execute(_IN_ORDER).fetchall()
    tallies = connection.execute(
        "select line, what, change, count(distinct customer_id) from changes group by all "
        "order by all"
    ).fetchall()
    as_of, customers, changed = connection.execute(
        """
        select (select max(as_of) from landing.as_of),
            (select count(distinct customer_id) from after.customer_states),
            (select count(distinct customer_id) from changes)
        """
    ).fetchall()[0]
    return Difference(
        as_of,
        moved,
        tuple(Tally(*row) for row in tallies),
        tuple(Change(*row) for row in rows),
        changed,
        customers,
    )


def _moved(connection: duckdb.DuckDBPyConnection) -> tuple[Moved, ...]:
    numbers = [name for name in ACTS_ON if name != "ended_by"]
    listed = ", ".join(f"cast({name} as varchar) as {name}" for name in numbers)
    told = " union all ".join(
        queries.filled(
            __file__, "numbers_moved.sql", side=side, listed=listed, numbers=", ".join(numbers)
        )
        for side in ("before", "after")
    )
    rows = connection.execute(
        f"""
        select line, number, max(said) filter (side = 'before') as b,
            max(said) filter (side = 'after') as a
        from ({told}) group by line, number having b is distinct from a order by line, number
        """
    ).fetchall()
    return tuple(Moved(*row) for row in rows)


# Who stands elsewhere now comes first, then what happened on another day.
_IN_ORDER = queries.text(__file__, "in_order.sql")

# Equal events are left out; the rest are paired by their order: the first loss with the first loss.
# The enterprise changes because of the lines in which the same customer changes.
_CHANGES = queries.text(__file__, "changes.sql")
