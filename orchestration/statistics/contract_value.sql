-- One row per customer: what their contracts are worth until they end and as they renew.
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
