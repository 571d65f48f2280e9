-- One row per policy term and thing that insurance says of it.
select
    {{ customer360.feed({
        'record_id': 'policy_number',
        'statement': "'lapsed book'",
        'said': 'case when ' ~ customer360.as_of()
            ~ " between starts_on and coalesce(cancelled_on, ends_on) then 'no' else 'yes' end",
        'said_on': 'starts_on',
    }) }}
from {{ ref('stg_insurance__policies') }}
union all
select
    {{ customer360.feed({
        'record_id': 'policy_number',
        'statement': "'new business'",
        'said': "'yes'",
        'said_on': 'starts_on',
    }) }}
from {{ ref('stg_insurance__policies') }}
where renewal_of is null and starts_on > {{ customer360.add_days(customer360.as_of(), -90) }}
union all
select
    {{ customer360.feed({
        'record_id': 'policy_number',
        'statement': "'written premium 12m'",
        'number': 'annual_premium_gbp',
        'said_on': 'starts_on',
    }) }}
from {{ ref('stg_insurance__policies') }}
where starts_on > {{ customer360.add_months(customer360.as_of(), -12) }}
