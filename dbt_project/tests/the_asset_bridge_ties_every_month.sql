-- Months whose closing is not the customers counted on that day, whose opening is not the closing
-- before, or which do not add up: in count or in value.
with

bridge as (
    select
        *,
        lag(closing, 1, 0) over (
            partition by line_of_business, segment order by month
        ) as closing_before,
        lag(closing_gbp, 1, 0) over (
            partition by line_of_business, segment order by month
        ) as closing_before_gbp
    from {{ ref('customer_asset_bridge') }}
),

counted as (
    select
        months.month,
        spells.line_of_business,
        customer_segments.segment,
        count(*) as customers,
        sum(spells.margin_a_year_gbp) as margin_a_year_gbp
    from {{ ref('months') }} as months
    inner join {{ ref('spells') }} as spells
        on months.month_end >= spells.starts_on
        and (spells.lost_on is null or months.month_end < spells.lost_on)
        and months.month_end >= spells.epoch_from
        and (spells.epoch_until is null or months.month_end < spells.epoch_until)
    inner join {{ ref('customer_segments') }} as customer_segments
        on spells.segment_customer_id = customer_segments.customer_id
    group by months.month, spells.line_of_business, customer_segments.segment
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
    or bridge.closing_gbp <> coalesce(counted.margin_a_year_gbp, 0)
    or bridge.opening <> bridge.closing_before
    or bridge.opening_gbp <> bridge.closing_before_gbp
    or bridge.opening + bridge.new + bridge.reactivated - bridge.lost + bridge.identity_adjustment
    <> bridge.closing
    or bridge.opening_gbp + bridge.new_gbp + bridge.reactivated_gbp - bridge.lost_gbp
    + bridge.identity_adjustment_gbp <> bridge.closing_gbp
