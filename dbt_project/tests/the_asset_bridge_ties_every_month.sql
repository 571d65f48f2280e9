-- Months whose closing is not the customers counted on that day, whose opening is not the closing
-- before, or which do not add up: in count or in value.
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

counted as (
    select
        months.month,
        customer_tenures.line_of_business,
        customer_segments.segment,
        count(*) as customers,
        sum(customer_tenures.margin_a_year) as margin_a_year
    from {{ ref('months') }} as months
    inner join {{ ref('customer_tenures') }} as customer_tenures
        on months.month_end >= customer_tenures.starts_on
        and (customer_tenures.lost_on is null or months.month_end < customer_tenures.lost_on)
        and months.month_end >= customer_tenures.epoch_from
        and (customer_tenures.epoch_until is null or months.month_end < customer_tenures.epoch_until)
    inner join {{ ref('customer_segments') }} as customer_segments
        on customer_tenures.segment_customer_id = customer_segments.customer_id
    group by months.month, customer_tenures.line_of_business, customer_segments.segment
)

select
    bridge.month,
    bridge.line_of_business,
    bridge.segment
from bridge
left join counted
    on bridge.month = counted.month
    and bridge.line_of_business = counted.line_of_business
    and bridge.segment = counted.segment
where bridge.closing <> coalesce(counted.customers, 0)
    or bridge.closing_value <> coalesce(counted.margin_a_year, 0)
    or bridge.opening <> bridge.closing_before
    or bridge.opening_value <> bridge.closing_before_value
    or bridge.opening + bridge.new + bridge.reactivated - bridge.lost + bridge.identity_adjustment
    <> bridge.closing
    or bridge.opening_value + bridge.new_value + bridge.reactivated_value - bridge.lost_value
    + bridge.identity_adjustment_value <> bridge.closing_value
