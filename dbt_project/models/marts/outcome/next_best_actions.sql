-- One row per customer and action there is an occasion for.
with rules as (
    select * from {{ policy('next_best_action_rules') }} as policy
),

lines as (
    select
        line_of_business,
        cast(sum(margin) as double) / nullif(count(margin), 0) as margin_a_purchase
    from {{ ref('purchases') }}
    group by line_of_business
),

-- Whom risk last turned down in a line is offered nothing in it.
turned_down as (
    select customer_id, line_of_business
    from {{ ref('decisions') }}
    where customer_id is not null
    qualify
        row_number() over (
            partition by customer_id, line_of_business order by decided_at desc, decision_id desc
        ) = 1 and decision <> 'accept'
),

-- What a channel needs, and what we lack of it.
unreachable as (
    select customer_id, 'email' as channel from {{ ref('customers') }}
    where email is null
    union all
    select customer_id, 'phone' from {{ ref('customers') }}
    where phone is null
    union all
    select customer_id, 'post' from {{ ref('customers') }}
    where address_line_1 is null
),

blocks as (
    select customer_id, purpose, channel, reason, cast(null as string) as line_of_business
    from {{ ref('suppression_reasons') }}
    union all
    select
        turned_down.customer_id, rules.purpose, rules.channel, 'declined_by_risk',
        rules.line_of_business
    from turned_down
    inner join rules on turned_down.line_of_business = rules.line_of_business
),

occasions as (
    select
        candidates.customer_id, candidates.action, candidates.why, rules.purpose,
        coalesce(rules.asks_for, 'unknown') as asks_for,
        -- Nobody is asked for an e-mail address by e-mail.
        case
            when rules.occasion = 'missing_field' and no_email.customer_id is not null
                then 'phone'
            else rules.channel
        end as channel,
        rules.line_of_business,
        rules.success_rate * greatest(0, case rules.value_basis
            when 'margin_12m' then coalesce(margins.margin_12m, 0)
            when 'line_purchase' then coalesce(lines.margin_a_purchase, 0)
            when 'fixed' then rules.fixed_value
            else coalesce(candidates.own_value, lines.margin_a_purchase, 0)
        end) as worth
    from {{ ref('action_candidates') }} as candidates
    inner join rules on candidates.action = rules.action
    left join {{ ref('customer_purchases') }} as margins
        on candidates.customer_id = margins.customer_id
    left join lines on rules.line_of_business = lines.line_of_business
    left join unreachable as no_email
        on candidates.customer_id = no_email.customer_id
        and no_email.channel = 'email'
),

valued as (
    select *, {{ pennies('worth') }} as expected_value from occasions
),

standing_against as (
    select valued.customer_id, valued.action, blocks.reason
    from valued
    inner join blocks
        on valued.customer_id = blocks.customer_id
        and valued.purpose = blocks.purpose
        and valued.channel = blocks.channel
    where coalesce(blocks.line_of_business, valued.line_of_business) = valued.line_of_business
    union all
    -- Whom the company is ending is asked for nothing, whatever the purpose of the message.
    select valued.customer_id, valued.action, concerned.reason
    from valued
    inner join {{ ref('customers_not_asked') }} as concerned
        on valued.customer_id = concerned.customer_id
    where concerned.is_standing and valued.asks_for <> 'nothing'
    union all
    -- An action is chosen by a profile, whatever it is about.
    select valued.customer_id, valued.action, restrictions.restriction
    from valued
    inner join {{ ref('customer_restrictions') }} as restrictions
        on valued.customer_id = restrictions.customer_id
    union all
    -- Whom a state forbids anything is asked for nothing, and sent only what it permits.
    select valued.customer_id, valued.action, states.state
    from valued
    inner join {{ ref('person_states') }} as states
        on valued.customer_id = states.customer_id
        and coalesce(states.channel, valued.channel) = valued.channel
    left join {{ policy('state_permits') }} as permits
        on states.state = permits.state and valued.purpose = permits.purpose
    where states.is_current and (permits.state is null or valued.asks_for <> 'nothing')
    union all
    select valued.customer_id, valued.action, 'unreachable'
    from valued
    inner join unreachable
        on valued.customer_id = unreachable.customer_id
        and valued.channel = unreachable.channel
),

blocked as (
    select customer_id, action, {{ list_agg_distinct('reason') }} as blocked_by
    from standing_against
    group by customer_id, action
)

-- What is allowed stands before what is blocked.
select
    valued.customer_id,
    cast(row_number() over (
        partition by valued.customer_id
        order by
            case when blocked.customer_id is null then 0 else 1 end asc,
            valued.expected_value desc,
            valued.action asc
    ) as integer) as rank,
    valued.action, valued.why, valued.expected_value,
    coalesce(blocked.blocked_by, {{ array_of([]) }}) as blocked_by,
    valued.purpose, valued.channel, valued.line_of_business
from valued
left join blocked
    on valued.customer_id = blocked.customer_id
    and valued.action = blocked.action
