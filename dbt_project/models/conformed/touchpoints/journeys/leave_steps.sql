-- One row per journey to leave a policy and step.
{{ config(materialized='view') }}

with

goals as (
    select * from {{ ref('issue_goals') }}
    where goal = 'leave'
),

cancelled as (
    select
        contract_number,
        customer_id,
        interaction_id,
        occurred_at,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where interaction_type = 'policy_cancelled'
),

-- A policy may be talked out of leaving once and leave later: each issue is a journey; the
-- cancellation closes the last one that asked for it.
asked as (
    select
        goals.issue_id,
        goals.contract_number,
        goals.resolution,
        goals.closed_at,
        contacts.customer_id,
        row_number() over (
            partition by goals.contract_number, goals.resolution
            order by contacts.occurred_at desc, goals.issue_id asc
        ) as newest_first
    from goals
    inner join {{ ref('issue_contacts') }} as contacts
        on goals.issue_id = contacts.issue_id and contacts.contact_number = 1
),

contacts as (
    select
        contacts.*,
        goals.contract_number as reference,
        row_number() over (
            partition by contacts.issue_id, contacts.case_id
            order by contacts.occurred_at, contacts.interaction_id
        ) as contact_of_case
    from {{ ref('issue_contacts') }} as contacts
    inner join goals
        on contacts.issue_id = goals.issue_id
),

ends as (
    select
        coalesce(asked.issue_id, cancelled.contract_number) as journey_key,
        cancelled.contract_number as reference,
        coalesce(asked.customer_id, cancelled.customer_id) as customer_id,
        cancelled.occurred_at,
        cancelled.interaction_id,
        'policy_cancelled' as step,
        cancelled.channel,
        cancelled.department,
        cancelled.team
    from cancelled
    left join asked
        on cancelled.contract_number = asked.contract_number
        and asked.resolution = 'cancelled' and asked.newest_first = 1
    union all
    select
        issue_id as journey_key, contract_number as reference, customer_id,
        closed_at as occurred_at, cast(null as string) as interaction_id, 'saved' as step,
        cast(null as string) as channel, cast(null as string) as department,
        cast(null as string) as team
    from asked
    where resolution = 'saved' and closed_at is not null
),

steps as (
    select
        issue_id as journey_key, reference, customer_id, occurred_at, interaction_id,
        case when contact_number = 1 then 'contact' else 'repeat_contact' end as step, channel,
        department, team
    from contacts
    union all
    select
        issue_id as journey_key, reference, customer_id, occurred_at, interaction_id,
        'complaint' as step, channel, department, team
    from contacts
    where interaction_type = 'complaint' and contact_of_case = 1
    union all
    select
        journey_key, reference, customer_id, occurred_at, interaction_id, step, channel,
        department, team
    from ends
)

select
    'leave:' || journey_key as journey_id,
    'leave' as goal,
    reference,
    customer_id,
    step,
    occurred_at,
    interaction_id,
    channel,
    department,
    team
from steps
