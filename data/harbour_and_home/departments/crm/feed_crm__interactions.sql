-- One row per touchpoint of a sales rep: an opportunity opened, or closed.
with

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
)

select
    {{ customer360.feed({
        'interaction_id': "opportunity_id || ':opened'",
        'record_id': 'contact_id',
        'occurred_at': 'opened_on',
        'source_event': "'opportunity opened'",
        'outcome': 'stage',
        'team': 'rep',
    }) }}
from opportunities
where opened_on is not null
union all
select
    {{ customer360.feed({
        'interaction_id': "opportunity_id || ':closed'",
        'record_id': 'contact_id',
        'occurred_at': 'closed_on',
        'source_event': "'opportunity ' || lower(stage)",
        'outcome': 'stage',
        'team': 'rep',
    }) }}
from opportunities
where closed_on is not null
