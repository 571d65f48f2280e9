-- One row per line of business, product, state of its contracts and reason of ending them.
with

stated as (
    select
        line_of_business,
        coalesce(product, 'not told') as product,
        case
            when starts_on > {{ as_of() }} then 'not begun'
            when is_in_force then 'in force'
            when ended_by is null then 'renewed'
            else 'ended by ' || ended_by
        end as outcome,
        case
            when is_in_force then 'none'
            when ended_by is null then 'none'
            when cancelled_on is null then 'ran out'
            else coalesce(cancel_reason, 'not told')
        end as reason,
        annual_amount
    from {{ ref('contracts') }}
),

counted as (
    select
        line_of_business,
        product,
        outcome,
        reason,
        count(*) as contracts,
        sum(annual_amount) as annual_amount
    from stated
    group by line_of_business, product, outcome, reason
)

select
    line_of_business,
    product,
    outcome,
    reason,
    cast(contracts as integer) as contracts,
    cast(contracts as double)
    / sum(contracts) over (partition by line_of_business, product) as share_of_product,
    cast(annual_amount as decimal(18, 2)) as annual_amount
from counted
