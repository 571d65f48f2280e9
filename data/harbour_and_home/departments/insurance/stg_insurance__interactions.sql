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
    {{ customer360.interaction(
        department='insurance',
        id='policy_number',
        record='policy_number',
        occurred_at='issued_at',
        source_event="case when renewal_of is null then 'policy issued' else 'policy renewed' end",
        has={'topic': "'policy'", 'policy_number': 'policy_number', 'outcome': 'product'},
    ) }}
from policies
union all
select
    {{ customer360.interaction(
        department='insurance',
        id="policy_number || ':cancelled'",
        record='policy_number',
        occurred_at='cancelled_on',
        source_event="'policy cancelled by ' || coalesce(cancelled_by, 'customer')",
        has={'topic': "'policy'", 'policy_number': 'policy_number', 'outcome': 'cancelled_by'},
    ) }}
from policies
where cancelled_on is not null
union all
select
    {{ customer360.interaction(
        department='insurance',
        id='premium_id',
        record='policy_number',
        occurred_at='due_on',
        source_event="'premium missed'",
        has={'topic': "'billing'", 'policy_number': 'policy_number', 'outcome': 'status'},
    ) }}
from {{ ref('stg_insurance__premiums') }}
where status = 'missed'
union all
select
    {{ customer360.interaction(
        department='insurance',
        id="claim_id || ':opened'",
        record='policy_number',
        occurred_at='opened_at',
        source_event="'claim opened'",
        has={
            'topic': "'claim'",
            'policy_number': 'policy_number',
            'claim_id': 'claim_id',
            'team': 'handler_team',
        },
    ) }}
from claims
union all
select
    {{ customer360.interaction(
        department='insurance',
        id="claim_id || ':closed'",
        record='policy_number',
        occurred_at='closed_at',
        source_event="'claim ' || status",
        has={
            'topic': "'claim'",
            'policy_number': 'policy_number',
            'claim_id': 'claim_id',
            'team': 'handler_team',
            'outcome': 'status',
        },
    ) }}
from claims
where closed_at is not null
