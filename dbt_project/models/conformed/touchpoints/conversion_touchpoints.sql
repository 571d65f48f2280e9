-- One row per conversion and touchpoint in the look-back before it; one row where there was none. A
-- renewal that nobody had to win is no conversion.
{% set look_back_seconds = journey_limit('attribution_look_back') ~ ' * 86400' %}

with

orders as (
    select
        order_number as purchase_id,
        ordered_at as converted_at
    from {{ ref('orders') }}
    union all
    select
        contract_number as purchase_id,
        issued_at as converted_at
    from {{ ref('contracts') }}
),

conversions as (
    select
        purchases.purchase_id,
        purchases.customer_id,
        purchases.line_of_business,
        purchases.amount,
        orders.converted_at,
        {{ add_seconds('orders.converted_at', '-' ~ look_back_seconds) }} as looked_back_to
    from {{ ref('purchases') }} as purchases
    inner join orders
        on purchases.purchase_id = orders.purchase_id
    where not coalesce(purchases.is_renewal, false)
),

touches as (
    select * from {{ ref('marketing_touches') }}
),

paths as (
    select
        conversions.purchase_id,
        touches.touchpoint_id,
        touches.channel,
        touches.campaign_id,
        touches.occurred_at
    from conversions
    inner join touches
        on conversions.customer_id = touches.customer_id
        and touches.occurred_at <= conversions.converted_at
        and touches.occurred_at >= conversions.looked_back_to
)

select
    conversions.purchase_id,
    conversions.customer_id,
    conversions.line_of_business,
    conversions.amount,
    conversions.converted_at,
    paths.touchpoint_id,
    coalesce(paths.channel, 'none') as channel,
    paths.campaign_id,
    paths.occurred_at,
    cast(row_number() over (
        partition by conversions.purchase_id order by paths.occurred_at, paths.touchpoint_id
    ) as bigint) as touch_number,
    count(*) over (partition by conversions.purchase_id) as touches,
    coalesce(
        {{ seconds_between('paths.occurred_at', 'conversions.converted_at') }} / 86400e0, 0
    ) as days_before
from conversions
left join paths
    on conversions.purchase_id = paths.purchase_id
