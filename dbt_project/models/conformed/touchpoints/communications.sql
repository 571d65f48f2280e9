-- One row per message sent: of a campaign, a letter, a survey invitation, an outbound contact.
with

campaigns as (
    select * from {{ ref('feed_campaigns') }}
),

-- Whoever is held out of a campaign is sent nothing.
messages as (
    select
        messages.message_id, messages.department, messages.record_id, messages.channel,
        coalesce(messages.purpose, campaigns.purpose) as word,
        messages.sent_at, messages.campaign_id, campaigns.campaign_name,
        coalesce(messages.line_of_business, campaigns.line_of_business) as line_of_business,
        coalesce(messages.offer_price, campaigns.offer_price) as offer_price,
        messages.case_id
    from {{ ref('feed_messages') }} as messages
    left join campaigns on messages.campaign_id = campaigns.campaign_id
    where not messages.is_holdout and {{ until_as_of('messages.sent_at') }}
),

purposes as (
    select * from {{ policy('purposes') }} as policy
)

select
    messages.message_id, messages.record_id, owners.customer_id, messages.department,
    messages.channel, coalesce(purposes.purpose, 'unknown') as purpose,
    -- Of a purpose that no rule knows the strictest is taken.
    case
        when purposes.purpose is null then 'marketing' else purposes.consent_purpose
    end as consent_purpose,
    coalesce(purposes.is_promotional, true) as is_promotional,
    messages.sent_at, messages.campaign_id, messages.campaign_name, messages.line_of_business,
    messages.offer_price, messages.case_id
from messages
left join {{ ref('message_purposes') }} as known on messages.word = known.word
left join purposes on known.purpose = purposes.purpose
left join {{ ref('record_owners') }} as owners
    on messages.record_id = owners.record_id
    and {{ is_owner_at('messages.sent_at') }}
