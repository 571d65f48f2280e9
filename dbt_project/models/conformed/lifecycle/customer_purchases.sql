-- One row per customer who ever bought: how recently, how often, how much, from which lines.
with

purchases as (
    select * from {{ ref('purchases') }}
),

-- What counts among the last twelve months' is what the asset book counts.
in_window as (
    select purchase_id, margin
    from {{ ref('trailing_margins') }}
    where month = {{ month_start(as_of()) }}
),

-- What was given back of purchases that nobody knows is taken off, and is no purchase.
credits as (
    select * from {{ ref('customer_credits') }}
),

states as (
    select * from {{ ref('customer_states') }}
),

dated as (
    select
        purchases.*,
        in_window.purchase_id is not null as is_in_window,
        in_window.margin as trailing_margin
    from purchases
    left join in_window on purchases.purchase_id = in_window.purchase_id
    where purchases.customer_id is not null
),

kept_lines as (
    select customer_id, {{ list_agg_distinct('line_of_business') }} as lines_of_business
    from states
    where line_of_business <> 'enterprise' and state in ('active', 'lapsed')
    group by customer_id
),

summed as (
    select
        dated.customer_id,
        min(dated.purchased_on) as first_purchase_on,
        max(dated.purchased_on) as last_purchase_on,
        cast(count(distinct dated.purchased_on) as integer) as frequency,
        cast(count(*) as integer) as purchases,
        cast(sum(dated.amount) as decimal(18, 2)) as revenue,
        cast(sum(dated.margin) as decimal(18, 2)) as margin,
        cast(count(*) - count(dated.margin) as integer) as purchases_without_margin,
        -- Nothing bought is no margin; bought for nobody knows what is an unknown one.
        cast(
            case
                when max(dated.is_in_window)
                    then sum(dated.trailing_margin)
                else 0
            end as decimal(18, 2)
        ) as margin_12m,
        cast(sum(
            case when dated.is_in_window and dated.trailing_margin is null then 1 else 0 end
        ) as integer) as purchases_12m_without_margin
    from dated
    group by dated.customer_id
)

select
    summed.customer_id,
    summed.first_purchase_on,
    summed.last_purchase_on,
    summed.frequency,
    summed.purchases,
    cast(summed.revenue + coalesce(credits.revenue, 0) as decimal(18, 2)) as revenue,
    cast(summed.margin + coalesce(credits.margin, 0) as decimal(18, 2)) as margin,
    summed.purchases_without_margin,
    cast(summed.margin_12m + coalesce(credits.margin_12m, 0) as decimal(18, 2)) as margin_12m,
    summed.purchases_12m_without_margin,
    kept_lines.lines_of_business
from summed
left join credits on summed.customer_id = credits.customer_id
left join kept_lines on summed.customer_id = kept_lines.customer_id
