-- One row per message that is planned for a later day.
select
    messages.message_id, crosswalk.customer_id,
    coalesce(known.purpose, 'unknown') as purpose,
    channels.meaning as channel,
    messages.sent_at as scheduled_at
from {{ ref('feed_messages') }} as messages
left join {{ ref('feed_campaigns') }} as campaigns
    on messages.campaign_id = campaigns.campaign_id
inner join {{ ref('crosswalk') }} as crosswalk
    on messages.record_id = crosswalk.record_id
left join {{ ref('message_purposes') }} as known
    on coalesce(messages.purpose, campaigns.purpose) = known.word
left join {{ known_words('messages', 'channel') }} as channels
    on {{ word_key('messages.channel') }} = channels.word
where not messages.is_holdout
    and not {{ until_as_of('messages.sent_at') }}
