"""What customers are still worth and how likely they are to be lost, over all lines of business.

Orders come when the customer likes: `order_value`. Contracts end on a day and are renewed or not:
the share of terms renewed so far, per product, drawn towards that of all products.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import duckdb

from orchestration.learnt import Learnt
from orchestration.statistics import bg_nbd, calibration, order_value, value_policy
from orchestration.statistics.correction import Correction
from orchestration.statistics.order_value import HIGH, LOW
from orchestration.statistics.tables import replace_table, usable

_TYPES = {
    "customer_id": "varchar",
    "p_alive": "double",
    "expected_purchases_12m": "double",
    "clv": "double",
    "clv_low": "double",
    "clv_high": "double",
    "churn_risk": "double",
}
# A product's own renewal rate counts like this many terms of the rate of all products.
_PRIOR_TERMS = 20


@dataclass(frozen=True)
class ValueSummary:
    """How many customers were valued; `model` is None where too few came back to fit one."""

    customers: int
    model: bg_nbd.BuyingModel | None


def write(
    connection: duckdb.DuckDBPyConnection, as_of: date, learnt: Learnt | None = None
) -> ValueSummary:
    """Write `statistics.customer_value_scores`, one row per customer who ever bought, and
    `statistics.churn_calibration`.

    Reads `conformed.purchases`, `conformed.contracts` and the policies in force on `as_of`. Where
    too few customers came back to fit a model, what they are worth is null. `learnt` is what this
    day has learnt already.
    """
    learnt = learnt or Learnt(as_of)
    policy = value_policy.read(connection, as_of)
    past = calibration.Past(connection, as_of, policy)
    calibration.write(connection, past)
    known = order_value.read(connection, as_of)
    correction = Correction(**learnt.of("correction", lambda: asdict(past.correction())))
    ordered, model = order_value.value(known, policy, correction, learnt)
    replace_table(connection, "order_value", _TYPES, vars(ordered))
    contracts = usable(connection, "conformed.contracts")
    purchases = usable(connection, "conformed.purchases")
    ended = learnt.of("renewals", lambda: _ended(connection, contracts, as_of, policy.grace_days))
    connection.execute(
        _CONTRACT_VALUE.replace("{contracts}", contracts),
        {
            "products": [product for product, _, _ in ended],
            "terms": [terms for _, terms, _ in ended],
            "renewals": [renewals for _, _, renewals in ended],
            "day": as_of,
            "discount": policy.discount,
            "years": policy.years,
            "grace_days": policy.grace_days,
            "prior": _PRIOR_TERMS,
            "low": LOW,
            "high": HIGH,
        },
    )
    connection.execute(_TOGETHER.replace("{purchases}", purchases))
    connection.execute("drop table statistics.order_value")
    connection.execute("drop table contract_value")
    rows = connection.execute("select count(*) from statistics.customer_value_scores").fetchall()
    return ValueSummary(int(rows[0][0]), model)


def _ended(
    connection: duckdb.DuckDBPyConnection, contracts: str, as_of: date, grace_days: int
) -> list[tuple[str, int, int]]:
    """Of each product, the terms that have ended and how many of them were renewed."""
    return connection.execute(
        f"""
        select product, count(*), count(renewed_by)
        from {contracts}
        where ended_on + cast($grace_days as integer) < $day
        group by product
        order by product
        """,
        {"day": as_of, "grace_days": grace_days},
    ).fetchall()


# The chance that a contract is renewed k times running is rate ** k; the worth of renewals counts
# from the day the cover ends.
_CONTRACT_VALUE = """
    create or replace temp table contract_value as
    with ended as (
        select
            unnest($products::varchar[]) as product,
            unnest($terms::bigint[]) as terms,
            unnest($renewals::bigint[]) as renewals
    ),
    in_force as (
        select
            contracts.customer_id,
            cast(annual_amount - expected_cost as double) as margin,
            (contracts.ends_on - cast($day as date)) / 365.25 as years_left,
            case when contracts.renewed_by is not null then 1.0 else
                (coalesce(ended.renewals, 0) + $prior * everything.rate)
                / (coalesce(ended.terms, 0) + $prior)
            end as rate
        from {contracts} as contracts
        left join ended using (product)
        cross join (
            select coalesce(sum(renewals) / sum(terms), 0.5) as rate from ended
        ) as everything
        where contracts.is_in_force and contracts.customer_id is not null
    ),
    renewals as (
        select
            in_force.*,
            k,
            rate ** k as chance,
            (1 + $discount) ** -(years_left + k - 1) as discounted
        from in_force cross join generate_series(1, $years) as renewals(k)
    )
    select
        customer_id,
        sum(chance) filter (where k = 1 and years_left <= 1) as expected_purchases_12m,
        sum(margin * chance * discounted) as clv,
        case when count(margin) > 0 then
            coalesce(sum(margin * discounted) filter (where chance >= 1 - $low), 0)
        end as clv_low,
        case when count(margin) > 0 then
            coalesce(sum(margin * discounted) filter (where chance >= 1 - $high), 0)
        end as clv_high,
        product(
            case when years_left + $grace_days / 365.25 < 1 then 1 - rate else 0 end
        ) filter (where k = 1) as churn_risk
    from renewals
    group by customer_id
"""

# Worth adds up over lines; a customer is lost when every line has lost them.
_TOGETHER = """
    create or replace table statistics.customer_value_scores as
    select
        buyers.customer_id,
        o.p_alive,
        case when o.customer_id is null or o.expected_purchases_12m is not null
            then coalesce(o.expected_purchases_12m, 0) + coalesce(c.expected_purchases_12m, 0)
        end as expected_purchases_12m,
        case when (o.customer_id is null or o.clv is not null)
                and (c.customer_id is null or c.clv is not null)
            then coalesce(o.clv, 0) + coalesce(c.clv, 0)
        end as clv,
        case when (o.customer_id is null or o.clv is not null)
                and (c.customer_id is null or c.clv is not null)
            then coalesce(o.clv_low, 0) + coalesce(c.clv_low, 0)
        end as clv_low,
        case when (o.customer_id is null or o.clv is not null)
                and (c.customer_id is null or c.clv is not null)
            then coalesce(o.clv_high, 0) + coalesce(c.clv_high, 0)
        end as clv_high,
        case when o.customer_id is null or o.churn_risk is not null
            then coalesce(o.churn_risk, 1) * coalesce(c.churn_risk, 1)
        end as churn_risk
    from (select distinct customer_id from {purchases}) as buyers
    left join statistics.order_value as o on buyers.customer_id = o.customer_id
    left join contract_value as c on buyers.customer_id = c.customer_id
    where buyers.customer_id is not null
    order by buyers.customer_id
"""
