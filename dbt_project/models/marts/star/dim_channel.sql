-- One row per channel by which customers buy, contact us or are written to.
with

used as (
    select {{ known('channel') }} as channel, 'purchase' as used_for from {{ ref('orders') }}
    union all
    select {{ known('channel') }}, 'contact' from {{ ref('interactions') }}
    where is_contact
    union all
    select {{ known('channel') }}, 'message' from {{ ref('communications') }}
    union all
    select 'unknown', 'nothing'
)

select
    channel,
    max(case when used_for = 'purchase' then 1 else 0 end) = 1 as is_for_purchases,
    max(case when used_for = 'contact' then 1 else 0 end) = 1 as is_for_contacts,
    max(case when used_for = 'message' then 1 else 0 end) = 1 as is_for_messages
from used
group by channel
