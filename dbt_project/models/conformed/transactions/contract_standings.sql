-- One row per term of a contract with whether its status lets it stand.
with

contracts as (
    select
        contract_number,
        department,
        line_of_business,
        status,
        {{ word_key('status') }} as status_key,
        {{ word_key('cancel_reason') }} as reason_key
    from {{ ref('feed_contracts') }}
),

rules as (
    select * from {{ policy('contract_statuses') }} as policy
),

-- A rule for the contract's own line of business goes before one for any.
ruled as (
    select
        contracts.*,
        coalesce(own.stands, shared.stands) as stands,
        coalesce(nullif(own.effect, ''), nullif(shared.effect, '')) as effect,
        coalesce(own_reason.stands, shared_reason.stands, 'true') as reason_stands
    from contracts
    left join rules as own
        on contracts.line_of_business = own.line_of_business
        and contracts.status_key = own.status
    left join rules as shared
        on shared.line_of_business = 'any' and contracts.status_key = shared.status
    left join rules as own_reason
        on contracts.line_of_business = own_reason.line_of_business
        and contracts.reason_key = own_reason.status
    left join rules as shared_reason
        on shared_reason.line_of_business = 'any' and contracts.reason_key = shared_reason.status
)

select
    contract_number,
    department,
    status,
    status_key,
    stands is not null as is_known,
    case
        when reason_stands = 'false' or stands = 'false' then 'fell'
        when stands = 'true' then 'stands'
        else 'held'
    end as standing,
    effect
from ruled
