"""Two tellings of one history side by side: schemas `before` and `after` of one database."""

from __future__ import annotations

import duckdb

from orchestration.policy.changes import Change, Difference, Moved, Tally

# What a number of the policy acts on; a rule about decisions acts on who ended a relationship.
ACTS_ON = {
    "active_days": ("state", "lapsed"),
    "lost_days": ("state", "lost", "reactivated", "lapsed", "is_at_risk"),
    "grace_days": ("state", "lost", "reactivated", "lapsed", "is_at_risk"),
    "notice_days": ("is_at_risk",),
    "new_days": ("is_new",),
    "at_risk_share": ("is_at_risk",),
    "at_risk_purchases": ("is_at_risk",),
    "more_than_amount": ("new", "reactivated", "lost", "lapsed", "state", "is_new", "is_at_risk"),
    "least_days_covered": ("new", "reactivated", "lost", "lapsed", "state", "is_new", "is_at_risk"),
    "ended_by": ("lost",),
}


def compare(connection: duckdb.DuckDBPyConnection) -> Difference:
    """Compare `before` and `after`: `lifecycle_policy`, `ending_decisions`, `lifecycle_events`,
    `customer_states`. States come first."""
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
        f"""
        select side, line_of_business as line, number, said from (
            unpivot (select '{side}' as side, line_of_business, {listed}
                from {side}.lifecycle_policy) on {", ".join(numbers)} into name number value said
        )
        union all
        select '{side}', line_of_business, 'ended_by after ' || decision, 'company'
        from {side}.ending_decisions
        """
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
_IN_ORDER = """
    from changes
    order by list_position(
            ['state', 'new', 'lost', 'reactivated', 'lapsed', 'is_new', 'is_at_risk'], what
        ), line, change, customer_id, before, after
"""

# Equal events are left out; the rest are paired by their order: the first loss with the first loss.
# The enterprise changes because of the lines in which the same customer changes.
_CHANGES = """
    create or replace temp table changes as
    with events as (
        select 'before' as side, customer_id, line_of_business as line, event, on_date, ended_by
        from before.lifecycle_events
        union all
        select 'after', customer_id, line_of_business, event, on_date, ended_by
        from after.lifecycle_events
    ),
    unequal as (
        select *, row_number() over (
            partition by side, customer_id, line, event order by on_date
        ) as nth
        from (
            select max(side) as side, customer_id, line, event, on_date, ended_by
            from events group by customer_id, line, event, on_date, ended_by having count(*) = 1
        )
    ),
    happened as (
        select
            customer_id, line, event as what,
            case
                when b.on_date is null then 'appears'
                when a.on_date is null then 'disappears'
                when a.on_date < b.on_date then 'earlier'
                when a.on_date > b.on_date then 'later'
                else 'ended by another'
            end as change,
            b.on_date || coalesce(', by the ' || b.ended_by, '') as before,
            a.on_date || coalesce(', by the ' || a.ended_by, '') as after,
            a.ended_by is distinct from b.ended_by as is_other_end
        from (from unequal where side = 'before') as b
        full join (from unequal where side = 'after') as a using (customer_id, line, event, nth)
    ),
    stood as (
        select b.customer_id, b.line_of_business as line, unnest([
            {'what': 'state', 'before': b.state, 'after': a.state},
            {'what': 'is_new', 'before': b.is_new::varchar, 'after': a.is_new::varchar},
            {'what': 'is_at_risk', 'before': b.is_at_risk::varchar,
                'after': a.is_at_risk::varchar}
        ], recursive := true)
        from before.customer_states as b
        join after.customer_states as a using (customer_id, line_of_business)
        where (b.state, b.is_new, b.is_at_risk) is distinct from (a.state, a.is_new, a.is_at_risk)
    ),
    found as (
        from happened
        union all by name
        select customer_id, line, what, before || ' → ' || after as change, before, after,
            false as is_other_end
        from stood where before <> after
    ),
    lines as (select distinct customer_id, line from found where line <> 'enterprise'),
    requalified as (
        select customer_id, b.line_of_business as line
        from before.customer_states as b
        join after.customer_states as a using (customer_id, line_of_business)
        where b.purchases <> a.purchases
    ),
    reasons as (
        select found.customer_id, found.line, found.what, moved.text
        from found join moved using (what) left join lines
            on found.customer_id = lines.customer_id and moved.line = lines.line
        left join requalified
            on found.customer_id = requalified.customer_id and moved.line = requalified.line
        where (found.line = moved.line or (found.line = 'enterprise' and lines.line is not null))
            and (requalified.line is not null
                or moved.number not in ('more_than_amount', 'least_days_covered'))
            and (found.is_other_end or not starts_with(moved.number, 'ended_by'))
    ),
    told as (
        select customer_id, line, what, string_agg(distinct text, '; ' order by text) as because
        from reasons group by all
    )
    select customer_id, line, what, change, before, after,
        coalesce(because, (select string_agg(distinct text, '; ' order by text) from moved))
            as because
    from found left join told using (customer_id, line, what)
"""
