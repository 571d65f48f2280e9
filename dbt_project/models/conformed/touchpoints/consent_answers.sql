-- One row per answer a source record gave, for one purpose and one channel, while it stood.
with

consents as (
    select * from {{ ref('feed_consents') }}
),

-- A reaction that no rule knows may be an unsubscribe in another word.
answers as (
    select
        consents.record_id, consents.department,
        purposes.meaning as purpose, channels.meaning as channel,
        consents.answer, yes_or_no.meaning as meaning, consents.answered_at,
        coalesce(consents.source, 'preference') as source, consents.consent_id as evidence
    from consents
    left join {{ known_words('consents', 'purpose') }} as purposes
        on {{ word_key('consents.purpose') }} = purposes.word
    left join {{ known_words('consents', 'channel') }} as channels
        on {{ word_key('consents.channel') }} = channels.word
    left join {{ known_words('consents', 'answer') }} as yes_or_no
        on {{ word_key('consents.answer') }} = yes_or_no.word
    union all
    select
        record_id, department, 'marketing', channel, 'no', 'no', occurred_at,
        case
            when kind is null then 'unknown_word'
            when matched_by = 'nothing' then 'unmatched'
            else kind
        end,
        reaction_id
    from {{ ref('reactions_by_record') }}
    where coalesce(kind, 'unsubscribe') in ('unsubscribe', 'complained')
),

purposes as (
    select 'marketing' as purpose
    union all
    select 'research'
),

channels as (
    select 'email' as channel
    union all
    select 'phone'
    union all
    select 'post'
    union all
    select 'sms'
),

-- Only a known yes, for a known purpose and channel, permits. What may be a no is one, and for
-- every purpose or channel where nobody knows which is meant.
expanded as (
    select
        answers.record_id, answers.department, purposes.purpose, channels.channel,
        coalesce(answers.meaning = 'yes', false) as is_allowed,
        answers.answer is not null as is_answer,
        answers.source, answers.evidence, answers.answered_at
    from answers
    inner join purposes on coalesce(answers.purpose, 'all') in (purposes.purpose, 'all')
    inner join channels on coalesce(answers.channel, 'all') in (channels.channel, 'all')
    where {{ until_as_of('answers.answered_at') }}
        and (
            coalesce(answers.meaning, 'unknown') <> 'yes'
            or (answers.purpose is not null and answers.channel is not null)
        )
),

-- An empty answer takes an earlier one back; where there is none, nobody was asked.
answered as (
    select * from expanded
    qualify
        is_answer or count(case when is_answer then 1 end) over (
            partition by record_id, purpose, channel
            order by answered_at rows between unbounded preceding and current row
        ) > 0
),

-- At one instant a denial outweighs a permission.
one_per_instant as (
    select * from answered
    qualify
        row_number() over (
            partition by record_id, purpose, channel, answered_at
            order by is_allowed, evidence, source
        ) = 1
)

select
    record_id, department,
    substr(record_id, length(department) + 2) as source_record_id,
    purpose, channel, is_allowed, source, evidence,
    answered_at as valid_from,
    lead(answered_at) over (
        partition by record_id, purpose, channel order by answered_at, evidence
    ) as valid_to
from one_per_instant
