-- One row per issue: one customer's contacts about one topic, each within the repeat window.
with

contacts as (
    select * from {{ ref('issue_contacts') }}
),

issues as (
    select
        issue_id,
        max(customer_id) as customer_id,
        max(topic) as topic,
        min(occurred_at) as first_contact_at,
        max(occurred_at) as last_contact_at,
        cast(count(*) as integer) as contacts,
        cast(count(distinct channel) as integer) as channels,
        cast(count(distinct team) as integer) as teams,
        cast(sum(case when is_retold then 1 else 0 end) as integer) as times_retold,
        max(case when contact_number = contacts then outcome end) as last_outcome,
        {{ sorted_list('interaction_id', 'occurred_at, interaction_id') }} as contact_ids,
        cast(sum(cost) as decimal(18, 2)) as cost
    from contacts
    group by issue_id
)

select
    issue_id,
    customer_id,
    topic,
    first_contact_at,
    last_contact_at,
    contacts,
    channels,
    teams,
    times_retold,
    contacts = 1 as is_first_contact_resolution,
    last_outcome = 'resolved' as is_resolved,
    {{ days_between('first_contact_at', 'last_contact_at') }} as days_open,
    cost,
    contact_ids
from issues
