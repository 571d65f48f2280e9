-- One row per rule and pair of messages, or message and fact, that should not have met.
with conflicts as (
    select
        rule, severity, level, message_a, message_b, customer_a, customer_b, household_id,
        sent_at_a, sent_at_b, greatest(sent_at_a, sent_at_b) as occurred_at
    from {{ ref('message_pairs') }}
    union all
    select
        rule, severity, 'customer', message_id, reference, customer_id, customer_id,
        cast(null as string), sent_at, since_at, sent_at
    from {{ ref('message_contexts') }}
),

rules as (
    select window_days from {{ policy('outcome_rules') }} as policy
),

complaints as (
    select case_id, customer_id, opened_at from {{ ref('cases') }}
    where is_complaint
),

-- A cancellation is a loss by our own hand: what a conflict can cause is the customer's leaving.
losses as (
    select customer_id, on_date from {{ ref('lifecycle_events') }}
    where event = 'lost' and ended_by = 'customer'
),

customers as (
    select rule, message_a, message_b, customer_a as customer_id from conflicts
    union
    select rule, message_a, message_b, customer_b from conflicts
),

aftermath as (
    select
        conflicts.rule, conflicts.message_a, conflicts.message_b,
        max(case when complaints.case_id is not null then 1 else 0 end) as has_complaint,
        max(case when losses.on_date is not null then 1 else 0 end) as has_loss
    from conflicts
    cross join rules
    inner join customers
        on conflicts.rule = customers.rule
        and conflicts.message_a = customers.message_a
        and conflicts.message_b = customers.message_b
    left join complaints
        on customers.customer_id = complaints.customer_id
        and complaints.opened_at > conflicts.occurred_at
        and complaints.opened_at <= {{ add_seconds(
            'conflicts.occurred_at', 'rules.window_days * 86400'
        ) }}
    left join losses
        on customers.customer_id = losses.customer_id
        and losses.on_date >= cast(conflicts.occurred_at as date)
        and losses.on_date <= {{ add_days('conflicts.occurred_at', 'rules.window_days') }}
    group by conflicts.rule, conflicts.message_a, conflicts.message_b
)

select
    conflicts.message_a, conflicts.message_b, conflicts.level, conflicts.rule,
    conflicts.severity,
    round({{ hours_between(
        'least(conflicts.sent_at_a, conflicts.sent_at_b)',
        'greatest(conflicts.sent_at_a, conflicts.sent_at_b)'
    ) }}, 2) as hours_apart,
    case
        when aftermath.has_loss = 1 then 'loss'
        when aftermath.has_complaint = 1 then 'complaint'
        else 'none'
    end as what_happened_next,
    {{ days_between('conflicts.occurred_at', as_of()) }} >= rules.window_days
        as is_outcome_final,
    conflicts.customer_a, conflicts.customer_b,
    coalesce(conflicts.household_id, messages.household_id) as household_id,
    conflicts.sent_at_a, conflicts.sent_at_b, conflicts.occurred_at
from conflicts
cross join rules
inner join aftermath
    on conflicts.rule = aftermath.rule
    and conflicts.message_a = aftermath.message_a
    and conflicts.message_b = aftermath.message_b
inner join {{ ref('published_communications') }} as messages
    on conflicts.message_a = messages.message_id
