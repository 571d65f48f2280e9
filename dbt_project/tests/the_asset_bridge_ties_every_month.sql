-- Months whose closing is not the customers counted on that day, whose value is not their trailing
-- margin, whose opening is not the closing before, or which do not add up.
with

bridge as (
    select
        *,
        lag(closing, 1, 0) over (
            partition by line_of_business, segment order by month
        ) as closing_before,
        lag(closing_value, 1, 0) over (
            partition by line_of_business, segment order by month
        ) as closing_before_value
    from {{ ref('customer_asset_bridge') }}
),

months as (
    select * from {{ ref('months') }}
),

numbers as (
    select distinct customer_id, record_id, epoch_from, owned_from, owned_until
    from {{ ref('customer_numbers') }}
),

standing as (
    select months.month, months.month_end, tenures.*
    from months
    inner join {{ ref('customer_tenures') }} as tenures
        on months.month_end >= tenures.starts_on
        and (tenures.lost_on is null or months.month_end < tenures.lost_on)
        and months.month_end >= tenures.epoch_from
        and (tenures.epoch_until is null or months.month_end < tenures.epoch_until)
),

-- Straight from the purchases, past the models that the bridge is built on.
valued as (
    select
        standing.month, standing.customer_id, standing.line_of_business,
        sum(margins.margin) as value
    from standing
    inner join numbers
        on standing.customer_id = numbers.customer_id
        and standing.epoch_from = numbers.epoch_from
    inner join {{ ref('trailing_margins') }} as margins
        on numbers.record_id = margins.record_id
        and {{ is_owner_at('margins.purchased_on', 'numbers') }}
        and standing.month = margins.month
        and standing.line_of_business in (margins.line_of_business, 'enterprise')
    group by standing.month, standing.customer_id, standing.line_of_business
),

counted as (
    select
        standing.month,
        standing.line_of_business,
        segments.segment,
        count(*) as customers,
        coalesce(sum(valued.value), 0) as value
    from standing
    inner join {{ ref('customer_segments') }} as segments
        on standing.segment_customer_id = segments.customer_id
    left join valued
        on standing.month = valued.month
        and standing.customer_id = valued.customer_id
        and standing.line_of_business = valued.line_of_business
    group by standing.month, standing.line_of_business, segments.segment
)

select bridge.month, bridge.line_of_business, bridge.segment
from bridge
left join counted
    on bridge.month = counted.month
    and bridge.line_of_business = counted.line_of_business
    and bridge.segment = counted.segment
where bridge.closing <> coalesce(counted.customers, 0)
    or bridge.closing_value <> coalesce(counted.value, 0)
    or bridge.opening <> bridge.closing_before
    or bridge.opening_value <> bridge.closing_before_value
    or bridge.active > bridge.closing
    or bridge.opening + bridge.new + bridge.reactivated - bridge.lost + bridge.identity_adjustment
    + bridge.correction <> bridge.closing
    or bridge.opening_value + bridge.new_value + bridge.reactivated_value - bridge.lost_value
    + bridge.growth_value + bridge.identity_adjustment_value + bridge.correction_value
    <> bridge.closing_value
