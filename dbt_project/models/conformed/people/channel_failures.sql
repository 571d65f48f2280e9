-- One row per record, channel and time during which messages to it did not arrive.
with

channels as (
    select channel from {{ policy('contact_caps') }} as policy
    where channel <> 'total'
),

-- Nobody knows by which channel a message went whose channel is an unknown word: any may have.
reactions as (
    select
        reactions.record_id, channels.channel, reactions.kind, reactions.occurred_at,
        reactions.is_dated, reactions.reaction_id
    from {{ ref('reactions_by_record') }} as reactions
    inner join channels on coalesce(reactions.channel, channels.channel) = channels.channel
),

-- A new address has failed nobody yet.
changes as (
    {% for channel, column in [
        ('email', 'email'), ('phone', 'phone'), ('sms', 'phone'), ('post', 'address'),
    ] -%}
    select record_id, '{{ channel }}' as channel, {{ column }}_since as occurred_at
    from {{ ref('feed_people') }}
    where {{ column }}_since is not null and {{ until_as_of(column ~ '_since') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

events as (
    select
        reactions.record_id, reactions.channel, reactions.occurred_at, reactions.kind,
        reactions.reaction_id,
        case when rules.effect = 'fails' then 1 / cast(rules.times as double) else 0 end as weight,
        -- That somebody was reached one does not know when lifts nothing.
        case when rules.effect = 'reaches' and reactions.is_dated then 1 else 0 end as is_reset
    from reactions
    inner join {{ policy('reachability_rules') }} as rules on reactions.kind = rules.kind
    union all
    select record_id, channel, occurred_at, 'changed', null, 0, 1
    from changes
),

-- Of what happened at one instant, a failure comes last.
runs as (
    select
        *,
        sum(is_reset) over (
            partition by record_id, channel
            order by occurred_at asc, is_reset desc, reaction_id asc
            rows between unbounded preceding and current row
        ) as run
    from events
),

counted as (
    select
        *,
        sum(weight) over (
            partition by record_id, channel, run
            order by occurred_at asc, is_reset desc, reaction_id asc
            rows between unbounded preceding and current row
        ) as failures
    from runs
),

failed as (
    select
        record_id, channel, run, kind, reaction_id, occurred_at as valid_from
    from counted
    -- Three thirds are one.
    where failures > 0.999e0 and is_reset = 0
    qualify
        row_number() over (
            partition by record_id, channel, run order by occurred_at, reaction_id
        ) = 1
)

select
    failed.record_id,
    failed.channel,
    failed.kind,
    failed.reaction_id,
    failed.valid_from,
    resets.occurred_at as valid_to
from failed
left join runs as resets
    on failed.record_id = resets.record_id
    and failed.channel = resets.channel
    and failed.run + 1 = resets.run
    and resets.is_reset = 1
