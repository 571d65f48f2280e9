-- One row per message of a campaign that marketing has planned for a later day.
select
    sends.send_id as message_id, crosswalk.customer_id, campaigns.purpose,
    sends.sent_at as scheduled_at
from {{ ref('stg_marketing__sends') }} as sends
inner join {{ ref('stg_marketing__campaigns') }} as campaigns
    on sends.campaign_id = campaigns.campaign_id
inner join {{ ref('crosswalk') }} as crosswalk
    on crosswalk.department = 'marketing'
    and sends.prospect_id = crosswalk.source_record_id
where not sends.is_holdout
    and not {{ until_as_of('sends.sent_at') }}
