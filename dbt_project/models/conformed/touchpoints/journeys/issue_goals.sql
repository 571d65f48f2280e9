-- One row per issue, with the goal it serves: help, or leaving a policy.
with

contacts as (
    select * from {{ ref('issue_contacts') }}
),

cases as (
    select
        case_id,
        contract_number,
        resolution,
        closed_at
    from {{ ref('cases') }}
    where contract_number is not null and resolution in ('saved', 'cancelled')
),

leaving as (
    select
        contacts.issue_id,
        cases.case_id,
        cases.contract_number,
        cases.resolution,
        cases.closed_at,
        row_number() over (
            partition by contacts.issue_id order by contacts.occurred_at, contacts.interaction_id
        ) as match_number
    from contacts
    inner join cases
        on contacts.case_id = cases.case_id
),

first_cases as (
    select
        issue_id,
        case_id,
        row_number() over (
            partition by issue_id order by occurred_at, interaction_id
        ) as case_number
    from contacts
    where case_id is not null
)

select
    contacts.issue_id,
    case when leaving.issue_id is null then 'get_help' else 'leave' end as goal,
    first_cases.case_id,
    leaving.contract_number,
    leaving.resolution,
    leaving.closed_at
from contacts
left join first_cases
    on contacts.issue_id = first_cases.issue_id and first_cases.case_number = 1
left join leaving
    on contacts.issue_id = leaving.issue_id and leaving.match_number = 1
where contacts.contact_number = 1
