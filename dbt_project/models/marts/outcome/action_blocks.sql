-- One row per customer, action there is an occasion for and reason why it must not be done now.
with

occasions as (
    select
        occasions.*, rules.repeat_days,
        coalesce(rules.for_organisations, false) as for_organisations
    from {{ ref('action_occasions') }} as occasions
    inner join {{ policy('next_best_action_rules') }} as rules on occasions.action = rules.action
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

complaints as (
    select distinct customer_id from {{ ref('cases') }}
    where is_complaint and is_open
),

messages as (
    select customer_id, purpose, line_of_business, sent_at from {{ ref('communications') }}
    union all
    select customer_id, purpose, null, scheduled_at from {{ ref('scheduled_messages') }}
),

found as (
    select occasions.customer_id, occasions.action, suppressed.reason
    from occasions
    inner join {{ ref('suppression_reasons') }} as suppressed
        on occasions.customer_id = suppressed.customer_id
        and occasions.purpose = suppressed.purpose
        and occasions.channel = suppressed.channel
    union all
    select occasions.customer_id, occasions.action, 'declined_by_risk'
    from occasions
    inner join turned_down
        on occasions.customer_id = turned_down.customer_id
        and occasions.line_of_business = turned_down.line_of_business
    union all
    -- Whom the company is ending is asked for nothing, whatever the purpose of the message.
    select occasions.customer_id, occasions.action, concerned.reason
    from occasions
    inner join {{ ref('customers_not_asked') }} as concerned
        on occasions.customer_id = concerned.customer_id
    where concerned.is_standing and occasions.asks_for <> 'nothing'
    union all
    -- Nor is somebody who waits for an answer to a complaint, however long.
    select occasions.customer_id, occasions.action, 'open_complaint'
    from occasions
    inner join complaints on occasions.customer_id = complaints.customer_id
    where occasions.asks_for <> 'nothing'
    union all
    -- An action is chosen by a profile, whatever it is about.
    select occasions.customer_id, occasions.action, restrictions.restriction
    from occasions
    inner join {{ ref('customer_restrictions') }} as restrictions
        on occasions.customer_id = restrictions.customer_id
    union all
    -- Whom a state forbids anything is asked for nothing, and sent only what it permits.
    select occasions.customer_id, occasions.action, states.state
    from occasions
    inner join {{ ref('person_states') }} as states
        on occasions.customer_id = states.customer_id
        and coalesce(states.channel, occasions.channel) = occasions.channel
    left join {{ policy('state_permits') }} as permits
        on states.state = permits.state and occasions.purpose = permits.purpose
    where states.is_current and (permits.state is null or occasions.asks_for <> 'nothing')
    union all
    select occasions.customer_id, occasions.action, 'organisation'
    from occasions
    inner join {{ ref('customers') }} as customers
        on occasions.customer_id = customers.customer_id
    where customers.customer_kind = 'organisation' and not occasions.for_organisations
    union all
    select occasions.customer_id, occasions.action, 'unreachable'
    from occasions
    inner join unreachable
        on occasions.customer_id = unreachable.customer_id
        and occasions.channel = unreachable.channel
    union all
    -- What was sent of the same purpose, or is planned already; of no line in particular, of all.
    select occasions.customer_id, occasions.action, 'same_message_lately'
    from occasions
    inner join messages
        on occasions.customer_id = messages.customer_id
        and occasions.purpose = messages.purpose
        and coalesce(messages.line_of_business, occasions.line_of_business)
        = occasions.line_of_business
        and coalesce(
            {{ days_between('messages.sent_at', as_of()) }} < occasions.repeat_days, true
        )
    union all
    select customer_id, action, 'not_persuadable' from occasions
    where not is_persuadable
    union all
    select customer_id, action, 'not_worth_it' from occasions
    where coalesce(expected_value <= 0, true)
)

select distinct customer_id, action, reason
from found
