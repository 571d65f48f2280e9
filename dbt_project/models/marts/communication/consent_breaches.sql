-- One row per message sent after its receiver had withdrawn consent for its purpose and channel.
select
    messages.message_id, messages.customer_id, messages.department,
    messages.consent_purpose as purpose, messages.channel, messages.sent_at,
    messages.purpose as message_purpose, messages.campaign_id,
    consents.answered_at as withdrawn_at, consents.source, consents.evidence,
    consents.record_id as withdrawn_on_record_id, messages.record_id as sent_to_record_id
from {{ ref('communications') }} as messages
inner join {{ ref('consents') }} as consents
    on messages.customer_id = consents.customer_id
    and messages.consent_purpose = consents.purpose
    and messages.channel = consents.channel
where not consents.is_allowed
    -- What was said before the message counts, not what was said at that very moment.
    and consents.valid_from < messages.sent_at
    and (consents.valid_to is null or messages.sent_at <= consents.valid_to)
