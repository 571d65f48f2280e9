-- One row per reaction to a message and source record that it is, or may be, by.
{%- set ever = "cast('1900-01-01' as timestamp)" %}
{%- set end_of_day = add_seconds(as_of(), 86399) %}
with

told as (
    select
        reactions.department, reactions.reaction_id, reactions.message_id, reactions.record_id,
        reactions.email, reactions.phone, reactions.channel, reactions.seen_at,
        reactions.file_id, reactions.file_record,
        kinds.meaning as known_kind,
        coalesce({{ until_as_of('reactions.occurred_at') }}, false) as is_dated,
        -- One from a day to come, once it is delivered, has the wrong date.
        case
            when {{ until_as_of('reactions.occurred_at') }} then reactions.occurred_at
            else coalesce(least(reactions.occurred_at, reactions.seen_at), {{ ever }})
        end as happened_at,
        {{ regexp_replace_all('reactions.phone', "'[^0-9]'", "''") }} as digits
    from {{ ref('feed_message_reactions') }} as reactions
    left join {{ known_words('message_reactions', 'kind') }} as kinds
        on {{ word_key('reactions.kind') }} = kinds.word
),

-- What has no date happened by the time that a delivery first showed it, or by the day.
reactions as (
    select
        told.*,
        told.happened_at as occurred_at,
        case
            when told.is_dated then told.happened_at else coalesce(told.seen_at, {{ end_of_day }})
        end as known_by
    from told
    where {{ until_as_of('told.happened_at') }}
),

messages as (
    select * from {{ ref('feed_messages') }}
),

people as (
    select
        record_id, department, first_seen_at, lower(trim(email)) as email,
        {{ regexp_replace_all('phone', "'[^0-9]'", "''") }} as digits
    from {{ ref('feed_people') }}
),

by_message as (
    select reactions.*, messages.record_id as by_record_id, messages.channel as sent_by
    from reactions
    inner join messages
        on reactions.message_id = messages.message_id
        and reactions.department = messages.department
),

-- The message is gone, or the department never said which it was.
without as (
    select reactions.*
    from reactions
    left join by_message
        on reactions.reaction_id = by_message.reaction_id
        and reactions.department = by_message.department
    where by_message.reaction_id is null
),

-- The last nine digits of a number tell it from others, however its country is written.
by_address as (
    select without.*, people.record_id as by_record_id
    from without
    inner join people on lower(trim(without.email)) = people.email
    where without.record_id is null
    union
    select without.*, people.record_id
    from without
    inner join people on substr(without.digits, -9) = substr(people.digits, -9)
    where without.record_id is null and length(without.digits) >= 9
),

-- Nothing says whose it is. Of those that may be a no the last counts: whoever gave an earlier one
-- was known by then as well.
by_nobody as (
    select * from without
    where record_id is null and email is null and phone is null
        and coalesce(known_kind, 'unsubscribe') in ('unsubscribe', 'complained')
    qualify
        row_number() over (
            partition by department, channel
            order by known_by desc, is_dated asc, occurred_at desc, reaction_id desc
        ) = 1
),

-- It may be that of anybody whom the department knew by then and none of whose messages we have.
by_somebody as (
    select by_nobody.*, people.record_id as by_record_id
    from by_nobody
    inner join people
        on by_nobody.department = people.department
        and coalesce(people.first_seen_at <= by_nobody.known_by, true)
    left join (select distinct record_id from messages) as sent_to
        on people.record_id = sent_to.record_id
    where sent_to.record_id is null
),

known as (
    select
        department, reaction_id, by_record_id as record_id, known_kind, occurred_at,
        sent_by as channel, is_dated, 'message' as matched_by, file_id, file_record
    from by_message
    union all
    select
        department, reaction_id, record_id, known_kind, occurred_at, channel, is_dated, 'record',
        file_id, file_record
    from without
    where record_id is not null
    union all
    select
        department, reaction_id, by_record_id, known_kind, occurred_at, channel, is_dated,
        'address', file_id, file_record
    from by_address
    union all
    select
        department, reaction_id, by_record_id, known_kind, occurred_at, channel, is_dated,
        'nothing', file_id, file_record
    from by_somebody
)

select
    known.department, known.reaction_id, known.record_id, known.known_kind as kind,
    channels.meaning as channel, known.occurred_at, known.is_dated, known.matched_by,
    known.file_id, known.file_record
from known
left join {{ known_words('messages', 'channel') }} as channels
    on {{ word_key('known.channel') }} = channels.word
