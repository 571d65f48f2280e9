-- One row per handle as last seen, with the newest order it named.
with

mentions as (
    select
        handle,
        display_name as full_name,
        posted_at,
        min(posted_at) over (partition by handle) as first_posted_at,
        row_number() over (partition by handle order by posted_at desc, mention_id desc) as newest
    from {{ ref('stg_social__mentions') }}
    where {{ customer360.until_as_of('posted_at') }}
),

named_orders as (
    select
        handle,
        order_number,
        row_number() over (partition by handle order by posted_at desc, mention_id desc) as newest
    from {{ ref('stg_social__mentions') }}
    where {{ customer360.until_as_of('posted_at') }} and order_number is not null
),

handles as (
    select
        mentions.*,
        named_orders.order_number
    from mentions
    left join named_orders on mentions.handle = named_orders.handle and named_orders.newest = 1
    where mentions.newest = 1
)

select
    {{ customer360.feed({
        'record_id': 'handle',
        'entity': "'handle'",
        'full_name': 'full_name',
        'handle': 'handle',
        'order_number': 'order_number',
        'first_seen_at': 'first_posted_at',
        'last_seen_at': 'posted_at',
    }) }}
from handles
