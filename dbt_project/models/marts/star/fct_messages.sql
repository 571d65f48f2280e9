-- One row per message that was sent.
select
    messages.message_id,
    {{ known('messages.customer_id') }} as customer_id,
    {{ known('customers.household_id') }} as household_id,
    {{ known('messages.channel') }} as channel,
    cast(messages.sent_at as date) as sent_on,
    messages.department,
    messages.purpose,
    messages.line_of_business,
    messages.campaign_id,
    messages.is_promotional,
    cast(1 as integer) as messages
from {{ ref('communications') }} as messages
left join {{ ref('customers') }} as customers on messages.customer_id = customers.customer_id
