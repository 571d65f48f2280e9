-- One row per customer and channel (`total`: all together) with no room for a promotional message.
with caps as (
    select * from {{ policy('contact_caps') }} as policy
)

-- The cap-th newest message of the window: when it leaves the window there is room again.
select
    messages.customer_id, caps.channel,
    {{ add_days('messages.sent_at', 'caps.window_days') }} as until_on
from {{ ref('communications') }} as messages
inner join caps on caps.channel in (messages.channel, 'total')
where messages.is_promotional and messages.customer_id is not null
    and {{ days_between('messages.sent_at', as_of()) }} < caps.window_days
qualify
    row_number() over (
        partition by messages.customer_id, caps.channel
        order by messages.sent_at desc, messages.message_id asc
    ) = caps.cap
