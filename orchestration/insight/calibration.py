"""Were the chances of losing customers right? Fit on what was known a year ago, look at what came.

Only orders: a contract's chance is a share of the past itself. Identity and refunds are today's, so
the past knows slightly more than it did.
"""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from orchestration.insight import buying, order_value
from orchestration.insight.tables import replace_table
from orchestration.insight.value_policy import ValuePolicy

# How many times, a quarter of a year apart, the past is asked.
_TIMES, _QUARTER, _YEAR = 4, timedelta(91), timedelta(365)


def write(connection: duckdb.DuckDBPyConnection, as_of: date, policy: ValuePolicy) -> int:
    """Write `insight.churn_calibration`: customers, predicted and observed share of losses, per
    day asked and tenth of the customers by predicted chance. Returns its number of rows.

    A day counts once a year has passed since; one on which too few had come back, not at all.
    """
    connection.execute(
        """
        create or replace table insight.churn_calibration (
            as_of_on date, decile integer, customers bigint, predicted double, observed double
        )
        """
    )
    for nth in range(_TIMES):
        day = as_of - _YEAR - nth * _QUARTER
        known = order_value.read(connection, day)
        if not len(known.customer_id):
            break
        try:
            model = buying.fit(known.buying)
        except buying.NotEnoughBuyersError:
            break
        risk = order_value.churn_risk(model, known.buying, policy)
        replace_table(
            connection,
            "predicted_churn",
            {"customer_id": "varchar", "churn_risk": "double"},
            {"customer_id": known.customer_id, "churn_risk": risk},
        )
        connection.execute(_OBSERVED, {"day": day, "lost_days": policy.lost_days})
        connection.execute("drop table insight.predicted_churn")
    rows = connection.execute("select count(*) from insight.churn_calibration").fetchall()
    return int(rows[0][0])


# Whoever was lost already on the day is not asked; a tie goes to the lower customer number.
_OBSERVED = """
    insert into insight.churn_calibration
    with standing as (
        select customer_id, max(purchased_on) filter (where purchased_on <= $day) as last_on,
            min(purchased_on) filter (where purchased_on > $day) as next_on
        from conformed.purchases
        where kind = 'order'
        group by customer_id
    ),
    asked as (
        select churn_risk, ntile(10) over (order by churn_risk, customer_id) as decile,
            next_on is null or next_on > last_on + cast($lost_days as integer) as is_lost
        from standing join insight.predicted_churn using (customer_id)
        where last_on + cast($lost_days as integer) >= $day
    )
    select cast($day as date), decile, count(*), avg(churn_risk), avg(cast(is_lost as integer))
    from asked
    group by decile
    order by decile
"""
