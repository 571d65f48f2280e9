-- Months in which the enterprise has fewer customers than one of its lines, or more than all of
-- them; and segmentations whose segments do not add up to all customers.
with

bridge as (
    select * from {{ ref('customer_asset_bridge') }}
),

lines as (
    select month, segment, max(closing) as largest, sum(closing) as together
    from bridge
    where line_of_business <> 'enterprise'
    group by month, segment
),

doubled as (
    select bridge.month, bridge.segment, bridge.closing, lines.together as expected
    from bridge
    inner join lines on bridge.month = lines.month and bridge.segment = lines.segment
    where bridge.line_of_business = 'enterprise'
        and bridge.closing not between lines.largest and lines.together
),

segmentations as (
    select distinct segmentation, segment from {{ ref('customer_segments') }}
),

uneven as (
    select
        bridge.month,
        segmentations.segmentation as segment,
        sum(bridge.closing) as closing,
        max(everybody.closing) as expected
    from bridge
    inner join segmentations on bridge.segment = segmentations.segment
    inner join bridge as everybody
        on bridge.month = everybody.month
        and bridge.line_of_business = everybody.line_of_business
        and everybody.segment = 'all'
    group by bridge.month, bridge.line_of_business, segmentations.segmentation
    having sum(bridge.closing) <> max(everybody.closing)
)

select * from doubled
union all
select * from uneven
