-- One row per unhappy answer to a survey: who came back to the customer about it, and when.
with

responses as (
    select
        response_id,
        max(customer_id) as customer_id,
        max(responded_at) as responded_at,
        max(trigger) as trigger,
        max(reference) as reference,
        max(case when question = 'satisfied' then answer end) as satisfied,
        max(case when question = 'repurchase' then answer end) as repurchase,
        max(case when question = 'recommend' then answer end) as recommend
    from {{ ref('survey_answers') }}
    where is_response and response_id is not null and customer_id is not null
    group by response_id
),

-- A detractor, or one of the two lowest boxes.
unhappy as (
    select
        *,
        {{ add_seconds('responded_at', journey_limit('follow_up') ~ ' * 86400') }} as due_at
    from responses
    where recommend <= 6 or satisfied <= 2 or repurchase <= 2
),

messages as (
    select
        messages.message_id, messages.customer_id, messages.department, messages.channel,
        messages.purpose, messages.sent_at
    from {{ ref('communications') }} as messages
    inner join {{ policy('purposes') }} as purposes
        on messages.purpose = purposes.purpose and purposes.is_follow_up
),

first_messages as (
    select
        unhappy.response_id, messages.department, messages.channel, messages.purpose,
        messages.sent_at,
        row_number() over (
            partition by unhappy.response_id order by messages.sent_at, messages.message_id
        ) as message_number
    from unhappy
    inner join messages
        on unhappy.customer_id = messages.customer_id
        and unhappy.responded_at < messages.sent_at
        and unhappy.due_at >= messages.sent_at
)

select
    unhappy.response_id,
    unhappy.customer_id,
    unhappy.responded_at,
    unhappy.trigger,
    unhappy.reference,
    unhappy.satisfied,
    unhappy.repurchase,
    unhappy.recommend,
    unhappy.due_at,
    case
        when first_messages.sent_at is not null then true
        when cast(unhappy.due_at as date) <= {{ as_of() }} then false
    end as is_followed_up,
    first_messages.sent_at as followed_up_at,
    first_messages.department as followed_up_by,
    first_messages.channel as follow_up_channel,
    first_messages.purpose as follow_up_purpose,
    {{ hours_between('unhappy.responded_at', 'first_messages.sent_at') }} as hours_to_follow_up
from unhappy
left join first_messages
    on unhappy.response_id = first_messages.response_id
    and first_messages.message_number = 1
