-- One row per scan of a parcel and per doorstep rating.
with

consignments as (
    select
        consignment_id,
        order_number,
        promised_on,
        carrier
    from {{ ref('stg_delivery__consignments') }}
)

select
    {{ customer360.feed({
        'interaction_id': "scans.consignment_id || ':' || scans.scan_number",
        'record_id': 'scans.consignment_id',
        'occurred_at': 'scans.occurred_at',
        'source_event': "lower(scans.status) || case
            when scans.status = 'DELIVERED'
                and cast(scans.occurred_at as date) > consignments.promised_on then ' late'
            else ''
        end",
        'topic': "'delivery'",
        'order_number': 'consignments.order_number',
        'team': 'consignments.carrier',
        'outcome': 'scans.reason',
    }) }}
from {{ ref('stg_delivery__status_events') }} as scans
left join consignments
    on scans.consignment_id = consignments.consignment_id
union all
select
    {{ customer360.feed({
        'interaction_id': 'ratings.rating_id',
        'record_id': 'ratings.consignment_id',
        'occurred_at': 'ratings.rated_at',
        'source_event': "case when ratings.stars <= 2 then 'low rating' else 'rating' end",
        'topic': "'delivery'",
        'order_number': 'consignments.order_number',
        'team': 'consignments.carrier',
        'outcome': 'ratings.stars',
        'free_text': 'ratings.comment',
    }) }}
from {{ ref('stg_delivery__ratings') }} as ratings
left join consignments
    on ratings.consignment_id = consignments.consignment_id
