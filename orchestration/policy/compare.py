"""Tellings of one history side by side: schemas `before`, `after` and one per number of a database.

Which number moved a customer is not reasoned but tried: in a telling of its own, everything is as
`before` and that one number as `after`.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from orchestration import queries
from orchestration.policy.changes import Change, Difference, Moved, Tally
from orchestration.quoting import quoted

NUMBERS = (
    "active_days",
    "lost_days",
    "grace_days",
    "notice_days",
    "new_days",
    "at_risk_share",
    "at_risk_purchases",
    "more_than_amount",
    "least_days_covered",
)
ENDED_BY = "ended_by after "
# The models that hold what a version says.
POLICY = ("lifecycle_policy", "ending_decisions")


def compare(
    connection: duckdb.DuckDBPyConnection, alone: Mapping[str, str] | None = None
) -> Difference:
    """Compare `before` and `after`: `lifecycle_policy`, `ending_decisions`, `lifecycle_events`,
    `customer_states`, `customer_risks`. States come first. `alone` maps the name of a moved number
    to the schema of the telling in which nothing else moved; where it is empty, every number of
    the line stands as the reason."""
    changed = moved(connection)
    connection.execute(
        "create or replace temp table moved (line varchar, number varchar, text varchar)"
    )
    if changed:
        connection.executemany(
            "insert into moved values (?, ?, ?)",
            [[one.line_of_business, one.number, str(one)] for one in changed],
        )
    _tell(connection, "after", "told")
    connection.execute(
        "create or replace temp table alone as select '' as number, * from told limit 0"
    )
    for number, schema in (alone or {}).items():
        _tell(connection, schema, "one")
        connection.execute("insert into alone select ?, * from one", [number])
    connection.execute(queries.text(__file__, "reasons.sql"))
    # Who stands elsewhere now comes first, then what happened on another day.
    rows = connection.execute(queries.text(__file__, "in_order.sql")).fetchall()
    tallies = connection.execute(
        "select line, what, change, count(distinct customer_id) from changes group by all "
        "order by all"
    ).fetchall()
    as_of, customers, others = connection.execute(
        """
        select (select max(as_of) from landing.as_of),
            (select count(distinct customer_id) from after.customer_states),
            (select count(distinct customer_id) from changes)
        """
    ).fetchall()[0]
    return Difference(
        as_of,
        changed,
        tuple(Tally(*row) for row in tallies),
        tuple(Change(*row) for row in rows),
        others,
        customers,
    )


def moved(connection: duckdb.DuckDBPyConnection) -> tuple[Moved, ...]:
    """The numbers and decisions of which `before` and `after` say different things."""
    listed = ", ".join(f"cast({name} as varchar) as {name}" for name in NUMBERS)
    told = " union all ".join(
        queries.filled(
            __file__, "numbers_moved.sql", side=side, listed=listed, numbers=", ".join(NUMBERS)
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


def move_alone(connection: duckdb.DuckDBPyConnection, number: str) -> None:
    """Make the policy that the models read that of `before`, but for one number of `moved`."""
    for table in POLICY:
        connection.execute(f"create or replace table conformed.{table} as from before.{table}")
    if number.startswith(ENDED_BY):
        connection.execute(
            queries.text(__file__, "one_decision.sql"), {"decision": number[len(ENDED_BY) :]}
        )
    else:
        connection.execute(queries.filled(__file__, "one_number.sql", number=quoted(number)))


def _tell(connection: duckdb.DuckDBPyConnection, schema: str, target: str) -> None:
    """Write to a temporary table what `schema` tells otherwise than `before`.

    Equal events are left out; the rest are paired by their order: the first loss with the first
    loss.
    """
    connection.execute(
        queries.filled(
            __file__, "changes.sql", before="before", after=quoted(schema), target=quoted(target)
        )
    )
