-- One row per touchpoint of a policy: issued, renewed, cancelled, an instalment missed, a claim
-- opened or closed.
with

policies as (
    select * from {{ ref('stg_insurance__policies') }}
),

claims as (
    select * from {{ ref('stg_insurance__claims') }}
)

select
    {{ customer360.feed({
        'interaction_id': 'policy_number',
        'record_id': 'policy_number',
        'occurred_at': 'issued_at',
        'source_event': "case when renewal_of is null then 'policy issued' else 'policy renewed' end",
        'topic': "'policy'",
        'contract_number': 'policy_number',
        'outcome': 'product',
    }) }}
from policies
union all
select
    {{ customer360.feed({
        'interaction_id': "policy_number || ':cancelled'",
        'record_id': 'policy_number',
        'occurred_at': 'cancelled_on',
        'source_event': "'policy cancelled by ' || coalesce(cancelled_by, 'customer')",
        'topic': "'policy'",
        'contract_number': 'policy_number',
        'outcome': 'cancelled_by',
    }) }}
from policies
where cancelled_on is not null
union all
select
    {{ customer360.feed({
        'interaction_id': 'premium_id',
        'record_id': 'policy_number',
        'occurred_at': 'due_on',
        'source_event': "'premium missed'",
        'topic': "'billing'",
        'contract_number': 'policy_number',
        'outcome': 'status',
    }) }}
from {{ ref('stg_insurance__premiums') }}
where status = 'missed'
union all
select
    {{ customer360.feed({
        'interaction_id': "claim_id || ':opened'",
        'record_id': 'policy_number',
        'occurred_at': 'opened_at',
        'source_event': "'claim opened'",
        'topic': "'claim'",
        'contract_number': 'policy_number',
        'claim_id': 'claim_id',
        'team': 'handler_team',
    }) }}
from claims
union all
select
    {{ customer360.feed({
        'interaction_id': "claim_id || ':closed'",
        'record_id': 'policy_number',
        'occurred_at': 'closed_at',
        'source_event': "'claim ' || status",
        'topic': "'claim'",
        'contract_number': 'policy_number',
        'claim_id': 'claim_id',
        'team': 'handler_team',
        'outcome': 'status',
    }) }}
from claims
where closed_at is not null
