-- One row per customer and action there is an occasion for: what is done today, and why not.
{% set rounds = 4 -%}
with

occasions as (
    select * from {{ ref('action_occasions') }}
),

forbidden as (
    select customer_id, action, {{ list_agg_distinct('reason') }} as reasons
    from {{ ref('action_blocks') }}
    group by customer_id, action
),

channels as (
    select channel, per_day from {{ policy('channel_capacity') }} as policy
),

-- Nobody gets two things on one day: each takes the best that their channels still have room for,
-- those whose action is worth most first. A round in which somebody finds no room closes a channel,
-- so that there are no more rounds to play than channels with a limit.
open_1 as (
    select
        occasions.customer_id, occasions.action, occasions.channel, occasions.expected_value,
        channels.per_day as room
    from occasions
    inner join channels on occasions.channel = channels.channel
    left join forbidden
        on occasions.customer_id = forbidden.customer_id
        and occasions.action = forbidden.action
    where forbidden.customer_id is null and coalesce(channels.per_day > 0, true)
),
{% for n in range(1, rounds + 1) %}
wanted_{{ n }} as (
    select * from open_{{ n }}
    qualify
        row_number() over (
            partition by customer_id order by expected_value desc, action asc
        ) = 1
),

placed_{{ n }} as (
    select * from wanted_{{ n }}
    qualify
        coalesce(
            row_number() over (
                partition by channel order by expected_value desc, customer_id asc
            ) <= room, true
        )
),

taken_{{ n }} as (
    select channel, count(*) as places from placed_{{ n }}
    group by channel
),

open_{{ n + 1 }} as (
    select
        waiting.customer_id, waiting.action, waiting.channel, waiting.expected_value,
        waiting.room - coalesce(taken.places, 0) as room
    from open_{{ n }} as waiting
    left join placed_{{ n }} as placed on waiting.customer_id = placed.customer_id
    left join taken_{{ n }} as taken on waiting.channel = taken.channel
    where placed.customer_id is null
        and coalesce(waiting.room - coalesce(taken.places, 0) > 0, true)
),
{% endfor %}
placed as (
    {% for n in range(1, rounds + 1) -%}
    select customer_id, action, expected_value from placed_{{ n }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

decided as (
    select
        occasions.*,
        forbidden.reasons,
        placed.action = occasions.action as is_done,
        -- What is worth more than what is done had no room; what is worth less gives way to it.
        case
            when forbidden.customer_id is not null then forbidden.reasons
            when placed.action = occasions.action then {{ array_of([]) }}
            when placed.customer_id is null
                or occasions.expected_value > placed.expected_value
                or (
                    occasions.expected_value = placed.expected_value
                    and occasions.action < placed.action
                )
                then {{ array_of(["'no_capacity'"]) }}
            else {{ array_of(["'outranked'"]) }}
        end as blocked_by
    from occasions
    left join forbidden
        on occasions.customer_id = forbidden.customer_id
        and occasions.action = forbidden.action
    left join placed on occasions.customer_id = placed.customer_id
)

-- What is done stands first, then what might have been, then what must not be.
select
    customer_id,
    cast(row_number() over (
        partition by customer_id
        order by
            case when is_done then 0 when reasons is null then 1 else 2 end asc,
            coalesce(expected_value, 0) desc,
            action asc
    ) as integer) as rank,
    action, why, expected_value, blocked_by, purpose, channel, line_of_business, asks_for, product,
    chance, basis, at_stake, cost
from decided
