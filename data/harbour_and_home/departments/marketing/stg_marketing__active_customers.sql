-- One row per opened message: from when until when the department calls its customer active.
select
    'marketing:' || sends.prospect_id as record_id,
    'marketing' as department,
    cast(engagement.occurred_at as date) as active_from,
    {{ customer360.add_days('engagement.occurred_at', 180) }} as active_until,
    true as is_history_kept
from {{ ref('stg_marketing__engagement') }} as engagement
inner join {{ ref('stg_marketing__sends') }} as sends on engagement.send_id = sends.send_id
where engagement.kind = 'open'
