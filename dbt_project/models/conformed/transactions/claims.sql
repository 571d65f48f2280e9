-- One row per claim notified by the day.
with

claims as (
    select
        claims.*,
        -- A status that no rule knows closes nothing.
        coalesce(words.meaning, 'unknown') <> 'closed'
        or (claims.closed_at is not null and not {{ until_as_of('claims.closed_at') }})
            as is_still_open
    from {{ ref('feed_claims') }} as claims
    left join {{ known_words('claims', 'status') }} as words
        on {{ word_key('claims.status') }} = words.word
    where {{ until_as_of('claims.opened_at') }}
)

select
    claims.claim_id,
    claims.contract_number,
    claims.record_id,
    owners.customer_id,
    claims.incident_on,
    claims.opened_at,
    case when not claims.is_still_open then {{ closed_by('claims') }} end as closed_at,
    case when claims.is_still_open then 'open' else claims.status end as status,
    cast(claims.paid_amount as decimal(18, 2)) as paid_amount,
    cast(claims.reserve as decimal(18, 2)) as reserve,
    claims.handler_team
from claims
left join {{ ref('record_owners') }} as owners
    on claims.record_id = owners.record_id
    and {{ is_owner_at('claims.opened_at') }}
