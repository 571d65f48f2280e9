-- One row per customer and line of business: what their contracts are worth as they renew.
create or replace temp table contract_value as
with ended as (
    select
        unnest($products::varchar[]) as product,
        unnest($reached::bigint[]) as reached,
        unnest($renewals::bigint[]) as renewals,
        unnest($cut_short::bigint[]) as cut_short,
        unnest($covered_years::double[]) as covered_years
),
everything as (
    select
        coalesce(sum(renewals) / nullif(sum(reached), 0), 0.5) as rate,
        coalesce(sum(cut_short) / nullif(sum(covered_years), 0), 0) as hazard
    from ended
),
in_force as (
    select
        contracts.customer_id,
        contracts.line_of_business,
        contracts.renewed_by is not null as is_renewed,
        cast(annual_amount - expected_cost as double) as margin,
        (contracts.ends_on - cast($day as date)) / 365.25 as years_left,
        (coalesce(ended.renewals, 0) + $prior * everything.rate)
        / (coalesce(ended.reached, 0) + $prior) as rate,
        (coalesce(ended.cut_short, 0) + $prior * everything.hazard)
        / (coalesce(ended.covered_years, 0) + $prior) as hazard
    from {contracts} as contracts
    left join ended using (product)
    cross join everything
    where contracts.is_in_force and contracts.customer_id is not null
),
chances as (
    select
        *,
        -- Kept to its last day and then renewed; and the same of a whole term after that.
        case when is_renewed then 1.0 else exp(-hazard * years_left) * rate end as first_renewal,
        exp(-hazard) * rate as next_renewal,
        -- Cut short soon enough for the loss to fall within the year, or not renewed at its end.
        case
            when is_renewed then 0
            when years_left + $grace_days / 365.25 < 1 then 1 - exp(-hazard * years_left) * rate
            else 1 - exp(-hazard * greatest(0, least(years_left, 1 - $grace_days / 365.25)))
        end as loss
    from in_force
),
renewals as (
    select
        chances.*,
        k,
        first_renewal * next_renewal ** (k - 1) as chance,
        (1 + $discount) ** -(years_left + k - 1) as discounted
    from chances cross join generate_series(1, $years) as renewals(k)
)
select
    customer_id,
    line_of_business,
    sum(chance) filter (where k = 1 and years_left <= 1) as expected_purchases_12m,
    sum(margin * chance * discounted) as clv,
    case when count(margin) > 0 then
        coalesce(sum(margin * discounted) filter (where chance >= 1 - $low), 0)
    end as clv_low,
    case when count(margin) > 0 then
        coalesce(sum(margin * discounted) filter (where chance >= 1 - $high), 0)
    end as clv_high,
    product(loss) filter (where k = 1) as churn_risk
from renewals
group by customer_id, line_of_business
