-- One row per prospect and thing that marketing says of them.
select
    {{ customer360.feed({
        'record_id': 'prospect_id',
        'statement': "'OptIn'",
        'said': 'answer',
        'said_on': 'cast(recorded_at as date)',
    }) }}
from {{ ref('stg_marketing__preferences') }}
where purpose = 'marketing' and channel in ('all', 'email')
    and ({{ customer360.until_as_of('recorded_at') }} or recorded_at is null)
qualify
    row_number() over (
        partition by prospect_id order by recorded_at desc, preference_id desc
    ) = 1
union all
-- Whoever has not opened a message for half a year is gone, by its report of the audience.
select
    {{ customer360.feed({
        'record_id': 'sends.prospect_id',
        'statement': "'inactive'",
        'said': 'case when max(cast(engagement.occurred_at as date))'
            ~ ' < ' ~ customer360.add_days(customer360.as_of(), -180)
            ~ " then 'yes' else 'no' end",
    }) }}
from {{ ref('stg_marketing__engagement') }} as engagement
inner join {{ ref('stg_marketing__sends') }} as sends on engagement.send_id = sends.send_id
where engagement.kind = 'open' and {{ customer360.until_as_of('engagement.occurred_at') }}
group by sends.prospect_id
