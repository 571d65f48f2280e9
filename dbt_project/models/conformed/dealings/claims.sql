-- One row per insurance claim notified by the day.
with

claims as (
    select
        *,
        'insurance:' || policy_number as record_id,
        closed_at is not null and not {{ until_as_of('closed_at') }} as is_closed_later
    from {{ ref('stg_insurance__claims') }}
    where {{ until_as_of('opened_at') }}
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
)

select
    claims.claim_id,
    claims.policy_number,
    claims.record_id,
    crosswalk.customer_id,
    claims.incident_on,
    claims.opened_at,
    case when not claims.is_closed_later then claims.closed_at end as closed_at,
    case when claims.is_closed_later then 'open' else claims.status end as status,
    cast(claims.paid_gbp as decimal(18, 2)) as paid_gbp,
    cast(claims.reserve_gbp as decimal(18, 2)) as reserve_gbp,
    claims.handler_team
from claims
left join crosswalk on claims.record_id = crosswalk.record_id
