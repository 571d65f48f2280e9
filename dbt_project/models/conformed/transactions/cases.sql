-- One row per case opened by the day.
with

cases as (
    select
        *,
        -- Only the word closed closes a case; closed after the day, it is still open on it.
        coalesce({{ word_key('status') }} <> 'closed', true)
        or not coalesce({{ until_as_of('closed_at') }}, true) as is_open
    from {{ ref('feed_cases') }}
    where {{ until_as_of('opened_at') }}
)

select
    cases.case_id,
    cases.record_id,
    owners.customer_id,
    cases.topic,
    cases.is_complaint,
    cases.line_of_business,
    cases.order_number,
    cases.contract_number,
    cases.opened_at,
    case when not cases.is_open then {{ closed_by('cases') }} end as closed_at,
    cases.is_open,
    case when not cases.is_open then cases.resolution end as resolution,
    cases.team
from cases
left join {{ ref('record_owners') }} as owners
    on cases.record_id = owners.record_id
    and {{ is_owner_at('cases.opened_at') }}
