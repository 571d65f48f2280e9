-- One row per touchpoint of a sales rep: an opportunity opened, or closed.
with

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
)

select
    {{ customer360.interaction(
        department='crm',
        id="opportunity_id || ':opened'",
        record='contact_id',
        occurred_at='opened_on',
        source_event="'opportunity opened'",
        has={'outcome': 'stage', 'team': 'rep'},
    ) }}
from opportunities
where opened_on is not null
union all
select
    {{ customer360.interaction(
        department='crm',
        id="opportunity_id || ':closed'",
        record='contact_id',
        occurred_at='closed_on',
        source_event="'opportunity ' || lower(stage)",
        has={'outcome': 'stage', 'team': 'rep'},
    ) }}
from opportunities
where closed_on is not null
