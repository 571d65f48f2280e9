-- One row per customer, channel (`total`: all together) and week with a promotional message.
with caps as (
    select * from {{ policy('contact_caps') }} as policy
),

promotional as (
    select customer_id, message_id, sent_at, channel
    from {{ ref('communications') }}
    where is_promotional and customer_id is not null
    union all
    select customer_id, message_id, sent_at, 'total'
    from {{ ref('communications') }}
    where is_promotional and customer_id is not null
),

numbered as (
    select
        *,
        row_number() over (
            partition by customer_id, channel order by sent_at, message_id
        ) as message_number
    from promotional
),

-- A message breaks the cap k when the k-th message before it is still inside the window.
judged as (
    select
        numbered.customer_id, numbered.channel, caps.cap, caps.window_days,
        {{ add_days('numbered.sent_at', '1 - ' ~ day_of_week('numbered.sent_at')) }} as week_on,
        case
            when {{ seconds_between('earlier.sent_at', 'numbered.sent_at') }}
                < caps.window_days * 86400
                then 1
            else 0
        end as is_over
    from numbered
    inner join caps on numbered.channel = caps.channel
    left join numbered as earlier
        on numbered.customer_id = earlier.customer_id
        and numbered.channel = earlier.channel
        and numbered.message_number - caps.cap = earlier.message_number
)

select
    customer_id, channel, week_on, cast(count(*) as integer) as promotional, cap, window_days,
    cast(sum(is_over) as integer) as messages_over_cap, max(is_over) = 1 as is_breach
from judged
group by customer_id, channel, week_on, cap, window_days
