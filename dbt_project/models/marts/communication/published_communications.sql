-- One row per message sent by any department.
with memberships as (
    select
        household_id, customer_id,
        coalesce(cast(valid_from as date), cast('1900-01-01' as date)) as valid_from,
        coalesce(cast(valid_to as date), cast('9999-12-31' as date)) as valid_to
    from {{ ref('household_members') }}
)

select
    messages.message_id, messages.customer_id, memberships.household_id, messages.department,
    messages.channel, messages.purpose, messages.sent_at,
    messages.campaign_name as campaign, messages.campaign_id, messages.is_promotional,
    messages.consent_purpose, messages.line_of_business, messages.offer_price,
    messages.case_id, messages.record_id
from {{ ref('communications') }} as messages
left join memberships
    on messages.customer_id = memberships.customer_id
    and memberships.valid_from <= cast(messages.sent_at as date)
    and memberships.valid_to > cast(messages.sent_at as date)
-- A student has two homes at a time: the one moved into last takes the message.
qualify
    row_number() over (
        partition by messages.message_id
        order by memberships.valid_from desc nulls last, memberships.household_id asc nulls last
    ) = 1
