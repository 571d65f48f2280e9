-- One row per opened message: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'sends.prospect_id',
        'active_from': 'cast(engagement.occurred_at as date)',
        'active_until': customer360.add_days('engagement.occurred_at', 180),
        'is_history_kept': 'true',
    }) }}
from {{ ref('stg_marketing__engagement') }} as engagement
inner join {{ ref('stg_marketing__sends') }} as sends on engagement.send_id = sends.send_id
where engagement.kind = 'open'
