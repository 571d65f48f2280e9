-- Fails with every source record that stands at a denial while its customer does not.
-- A denial stands until the same record, later, permits: nothing another record says lifts it.
-- Read from the feeds, so that the models between are under test.
{%- set ever = "cast('1900-01-01' as timestamp)" %}
with

-- A no that nothing dates holds all along; a yes that nothing dates lifts none.
answers as (
    select
        consents.record_id,
        coalesce(purposes.meaning, 'all') as purpose,
        coalesce(channels.meaning, 'all') as channel,
        coalesce(yes_or_no.meaning = 'yes', false) as is_allowed,
        case
            when coalesce(yes_or_no.meaning = 'yes', false) then consents.answered_at
            else coalesce(least(consents.answered_at, consents.seen_at), {{ ever }})
        end as answered_at
    from {{ ref('feed_consents') }} as consents
    left join {{ known_words('consents', 'purpose') }} as purposes
        on {{ word_key('consents.purpose') }} = purposes.word
    left join {{ known_words('consents', 'channel') }} as channels
        on {{ word_key('consents.channel') }} = channels.word
    left join {{ known_words('consents', 'answer') }} as yes_or_no
        on {{ word_key('consents.answer') }} = yes_or_no.word
    where consents.answer is not null
        and (
            coalesce(yes_or_no.meaning, 'no') <> 'yes'
            or (purposes.meaning is not null and channels.meaning is not null)
        )
    union all
    select
        messages.record_id, 'marketing', messages.channel, false, reactions.occurred_at
    from {{ ref('feed_message_reactions') }} as reactions
    inner join {{ ref('feed_messages') }} as messages
        on reactions.message_id = messages.message_id
    where reactions.kind = 'unsubscribe'
),

kinds as (
    select distinct
        purposes.consent_purpose as purpose,
        channels.channel
    from {{ policy('purposes') }} as purposes
    cross join {{ policy('contact_caps') }} as channels
    where purposes.consent_purpose is not null and channels.channel <> 'total'
),

standing as (
    select
        answers.record_id,
        kinds.purpose,
        kinds.channel,
        max(case when not answers.is_allowed then answers.answered_at end) as denied_at
    from answers
    inner join kinds
        on answers.purpose in (kinds.purpose, 'all')
        and answers.channel in (kinds.channel, 'all')
    where {{ until_as_of('answers.answered_at') }}
    group by answers.record_id, kinds.purpose, kinds.channel
    having
        max(case when not answers.is_allowed then answers.answered_at end) >= coalesce(
            max(case when answers.is_allowed then answers.answered_at end), {{ ever }}
        )
        or min(case when not answers.is_allowed then answers.answered_at end) = {{ ever }}
)

select
    standing.record_id,
    standing.purpose,
    standing.channel
from standing
inner join {{ ref('record_owners') }} as owners
    on standing.record_id = owners.record_id
    and {{ is_owner_at('standing.denied_at') }}
left join {{ ref('consent_states') }} as states
    on owners.customer_id = states.customer_id
    and standing.purpose = states.purpose
    and standing.channel = states.channel
    and states.is_current
    and not states.is_allowed
where states.customer_id is null and owners.customer_id is not null
