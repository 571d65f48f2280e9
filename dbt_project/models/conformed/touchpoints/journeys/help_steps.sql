-- One row per journey to get help and step.
{{ config(materialized='view') }}

with

goals as (
    select
        issue_id,
        case_id
    from {{ ref('issue_goals') }}
    where goal = 'get_help'
),

contacts as (
    select
        contacts.*,
        goals.case_id as reference,
        row_number() over (
            partition by contacts.issue_id, contacts.case_id
            order by contacts.occurred_at, contacts.interaction_id
        ) as contact_of_case
    from {{ ref('issue_contacts') }} as contacts
    inner join goals
        on contacts.issue_id = goals.issue_id
),

failures as (
    select * from {{ ref('self_service_failures') }}
),

-- Failures nobody spoke about: each opens a journey of its own and is given up on the spot.
silent as (
    select * from failures
    where next_issue_id is null and topic <> 'website' and not is_same_attempt
),

steps as (
    select
        issue_id as journey_key, reference, customer_id, interaction_id, occurred_at, channel,
        department, team,
        case when contact_number = 1 then 'contact' else 'repeat_contact' end as step
    from contacts
    union all
    select
        issue_id as journey_key, reference, customer_id, interaction_id, occurred_at, channel,
        department, team,
        'complaint' as step
    from contacts
    where interaction_type = 'complaint' and contact_of_case = 1
    union all
    select
        issue_id as journey_key, reference, customer_id, interaction_id, occurred_at, channel,
        department, team,
        case when outcome = 'resolved' then 'resolved' else 'unresolved' end as step
    from contacts
    where contact_number = contacts.contacts
    union all
    select
        failures.next_issue_id as journey_key, goals.case_id as reference, failures.customer_id,
        failures.interaction_id, failures.occurred_at, failures.channel, failures.department,
        failures.team, 'self_service_failed' as step
    from failures
    inner join goals
        on failures.next_issue_id = goals.issue_id
    where failures.next_contact_number = 1
    union all
    select
        interaction_id as journey_key, cast(null as string) as reference, customer_id,
        interaction_id, occurred_at, channel, department, team, 'self_service_failed' as step
    from silent
    union all
    select
        interaction_id as journey_key, cast(null as string) as reference, customer_id,
        interaction_id, occurred_at, channel, department, team, 'gave_up' as step
    from silent
)

select
    'get_help:' || journey_key as journey_id,
    'get_help' as goal,
    reference,
    customer_id,
    step,
    occurred_at,
    interaction_id,
    channel,
    department,
    team
from steps
