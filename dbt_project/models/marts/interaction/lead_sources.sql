-- One row per source of leads, and one for those whose source nobody told.
with

leads as (
    select
        coalesce(source, 'not told') as source,
        stage,
        amount,
        case when stage = 'won' then {{ days_between('opened_on', 'closed_on') }} end as days_to_win
    from {{ ref('opportunities') }}
)

select
    source,
    cast(count(*) as integer) as leads,
    cast(count(case when stage = 'won' then 1 end) as integer) as won,
    cast(count(case when stage = 'lost' then 1 end) as integer) as lost,
    cast(count(case when stage = 'won' then 1 end) as double) / count(*) as share_won,
    cast({{ median('days_to_win') }} as double) as median_days_to_win,
    cast(sum(case when stage = 'won' then amount end) as decimal(18, 2)) as amount_won
from leads
group by source
