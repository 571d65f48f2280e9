-- One row per rule, message and fact about its receiver that the rule calls incompatible with it.
with rules as (
    select * from {{ policy('communication_conflict_rules') }} as policy
    where context_b is not null
),

windows as (
    select * from {{ ref('lifecycle_policy') }}
),

messages as (
    select
        rules.rule, rules.severity, rules.context_b, messages.message_id, messages.customer_id,
        messages.line_of_business, messages.sent_at, cast(messages.sent_at as date) as sent_on
    from {{ ref('communications') }} as messages
    inner join rules on messages.purpose = rules.purpose_a
    where messages.customer_id is not null
),

open_complaints as (
    select messages.*, cases.case_id as reference, cases.opened_at as since_at
    from messages
    inner join {{ ref('cases') }} as cases on messages.customer_id = cases.customer_id
    where messages.context_b = 'open_complaint'
        and cases.is_complaint
        and cases.opened_at <= messages.sent_at
        and (cases.closed_at is null or messages.sent_at < cases.closed_at)
),

recent_orders as (
    select messages.*, orders.order_number as reference, orders.ordered_at as since_at
    from messages
    inner join windows on messages.line_of_business = windows.line_of_business
    inner join {{ ref('orders') }} as orders on messages.customer_id = orders.customer_id
    where messages.context_b = 'active_line'
        and messages.line_of_business = 'retail'
        and orders.is_qualifying
        and orders.ordered_at <= messages.sent_at
        and {{ days_between('orders.ordered_on', 'messages.sent_on') }} <= windows.active_days
    qualify
        row_number() over (
            partition by messages.rule, messages.message_id
            order by orders.ordered_at desc, orders.order_number desc
        ) = 1
),

contracts_in_force as (
    select
        messages.*, contracts.contract_number as reference,
        cast(contracts.starts_on as timestamp) as since_at
    from messages
    inner join {{ ref('contracts') }} as contracts
        on messages.customer_id = contracts.customer_id
        and messages.line_of_business = contracts.line_of_business
    where messages.context_b = 'active_line'
        and contracts.starts_on <= messages.sent_on
        and messages.sent_on <= coalesce(contracts.cancelled_on, contracts.ends_on)
    qualify
        row_number() over (
            partition by messages.rule, messages.message_id
            order by contracts.starts_on desc, contracts.contract_number desc
        ) = 1
),

met as (
    select * from open_complaints
    union all
    select * from recent_orders
    union all
    select * from contracts_in_force
)

select
    rule, severity, context_b as context, message_id, customer_id, line_of_business, sent_at,
    reference, since_at
from met
