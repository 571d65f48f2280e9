-- One row per customer who ever bought: how recently, how often, how much, from which lines.
with

purchases as (
    select * from {{ ref('purchases') }}
),

value_policy as (
    select * from {{ policy('value_policy') }} as policy
),

states as (
    select * from {{ ref('customer_states') }}
),

kept_lines as (
    select customer_id, {{ list_agg_distinct('line_of_business') }} as lines_of_business
    from states
    where line_of_business <> 'enterprise' and state in ('active', 'lapsed')
    group by customer_id
)

select
    purchases.customer_id,
    min(purchases.purchased_on) as first_purchase_on,
    max(purchases.purchased_on) as last_purchase_on,
    cast(count(distinct purchases.purchased_on) as integer) as frequency,
    cast(count(*) as integer) as purchases,
    cast(sum(purchases.amount_gbp) as decimal(18, 2)) as revenue_gbp,
    cast(sum(purchases.margin_gbp) as decimal(18, 2)) as margin_gbp,
    cast(sum(
        case
            when purchases.purchased_on
                > {{ add_months(as_of(), '-value_policy.margin_months') }}
                then purchases.margin_gbp
            else 0
        end
    ) as decimal(18, 2)) as margin_12m_gbp,
    max(kept_lines.lines_of_business) as lines_of_business
from purchases
cross join value_policy
left join kept_lines on purchases.customer_id = kept_lines.customer_id
where purchases.customer_id is not null
group by purchases.customer_id
