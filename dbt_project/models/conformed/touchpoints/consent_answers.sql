-- One row per answer a source record gave, for one purpose and one channel, while it stood.
{%- set ever = "cast('1900-01-01' as timestamp)" %}
with

consents as (
    select * from {{ ref('feed_consents') }}
),

-- A reaction that no rule knows may be an unsubscribe in another word.
answers as (
    select
        consents.record_id, consents.department,
        purposes.meaning as purpose, channels.meaning as channel,
        consents.answer, yes_or_no.meaning as meaning, consents.answered_at, consents.seen_at,
        coalesce(consents.source, 'preference') as source, consents.consent_id as evidence,
        consents.wording, consents.file_id, consents.file_record
    from consents
    left join {{ known_words('consents', 'purpose') }} as purposes
        on {{ word_key('consents.purpose') }} = purposes.word
    left join {{ known_words('consents', 'channel') }} as channels
        on {{ word_key('consents.channel') }} = channels.word
    left join {{ known_words('consents', 'answer') }} as yes_or_no
        on {{ word_key('consents.answer') }} = yes_or_no.word
    union all
    select
        record_id, department, 'marketing', channel, 'no', 'no', occurred_at, null,
        case
            when kind is null then 'unknown_word'
            when matched_by = 'nothing' then 'unmatched'
            else kind
        end,
        reaction_id, null, file_id, file_record
    from {{ ref('reactions_by_record') }}
    where coalesce(kind, 'unsubscribe') in ('unsubscribe', 'complained')
),

-- What has no date is known from when a delivery first showed it; a no that none did, all along. A
-- no from a day to come, once it is delivered, has the wrong date.
dated as (
    select
        *,
        answered_at is null as is_undated,
        case
            when {{ until_as_of('answered_at') }} or (answered_at is not null and meaning = 'yes')
                then answered_at
            when answered_at is not null then least(answered_at, seen_at)
            when seen_at is null and coalesce(meaning, 'no') <> 'yes' then {{ ever }}
            else least(seen_at, {{ add_seconds(as_of(), 86399) }})
        end as said_at
    from answers
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
        dated.record_id, dated.department, purposes.purpose, channels.channel,
        coalesce(dated.meaning = 'yes', false) as is_allowed,
        dated.answer is not null as is_answer, dated.is_undated,
        dated.source, dated.evidence, dated.said_at as answered_at,
        dated.wording, dated.file_id, dated.file_record
    from dated
    inner join purposes on coalesce(dated.purpose, 'all') in (purposes.purpose, 'all')
    inner join channels on coalesce(dated.channel, 'all') in (channels.channel, 'all')
    where {{ until_as_of('dated.said_at') }}
        and (
            coalesce(dated.meaning, 'unknown') <> 'yes'
            or (dated.purpose is not null and dated.channel is not null)
        )
),

-- A yes that may be older than a no does not lift it.
heard as (
    select * from expanded
    qualify
        not is_allowed
        or (
            sum(case when is_answer and answered_at = {{ ever }} then 1 else 0 end) over (
                partition by record_id, purpose, channel
            ) = 0
            and (
                not is_undated
                or sum(case when is_answer and not is_allowed then 1 else 0 end) over (
                    partition by record_id, purpose, channel
                    order by answered_at asc, is_allowed asc
                    rows between unbounded preceding and current row
                ) = 0
            )
        )
),

-- An empty answer takes an earlier one back; where there is none, nobody was asked.
answered as (
    select * from heard
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
    purpose, channel, is_allowed, source, evidence, wording, file_id, file_record,
    answered_at as valid_from,
    lead(answered_at) over (
        partition by record_id, purpose, channel order by answered_at, evidence
    ) as valid_to
from one_per_instant
