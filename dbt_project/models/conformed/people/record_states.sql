-- One row per record, state, channel and time in which it holds, with what says so.
with

cases as (
    select
        *,
        lower(topic) as lowered, {{ words_of('topic') }} as words
    from {{ ref('feed_cases') }}
    where {{ until_as_of('opened_at') }}
),

-- Who has died is whom the case names, or who holds what it names; else it may be anybody.
bereavements as (
    select
        coalesce(
            cases.about_record_id, contracts.record_id, orders.record_id, cases.record_id
        ) as record_id,
        case
            when coalesce(cases.about_record_id, contracts.record_id, orders.record_id) is null
                and marks.state = 'deceased' then 'bereavement'
            else marks.state
        end as state,
        cases.opened_at as valid_from,
        cases.case_id,
        marks.mark
    from cases
    inner join {{ person_marks('case_topic') }} as marks
        on {{ has_mark('cases.lowered', 'cases.words', 'marks') }}
    left join {{ ref('feed_contracts') }} as contracts
        on cases.contract_number = contracts.contract_number
    left join {{ ref('feed_purchases') }} as orders
        on cases.order_number = orders.order_number
    qualify row_number() over (partition by cases.case_id, marks.state order by marks.mark) = 1
),

complaints as (
    select record_id, channel, occurred_at as valid_from, reaction_id
    from {{ ref('reactions_by_record') }}
    where kind = 'complained' and matched_by <> 'nothing'
),

-- Whoever asks for messages again after calling one spam takes that back.
taken_back as (
    select
        complaints.record_id, complaints.reaction_id, min(answers.valid_from) as valid_to
    from complaints
    inner join {{ ref('consent_answers') }} as answers
        on complaints.record_id = answers.record_id
        and answers.purpose = 'marketing' and answers.is_allowed
        and coalesce(complaints.channel, answers.channel) = answers.channel
        and complaints.valid_from < answers.valid_from
    group by complaints.record_id, complaints.reaction_id
),

states as (
    select
        record_id, state, channel, evidence as source, reason, record_id as evidence,
        valid_from, cast(null as timestamp) as valid_to
    from {{ ref('record_flags') }}
    union all
    select
        record_id, 'unreachable', channel, 'reaction', kind, reaction_id, valid_from, valid_to
    from {{ ref('channel_failures') }}
    union all
    select
        complaints.record_id, 'complained', complaints.channel, 'reaction', 'complained',
        complaints.reaction_id, complaints.valid_from, taken_back.valid_to
    from complaints
    left join taken_back
        on complaints.record_id = taken_back.record_id
        and complaints.reaction_id = taken_back.reaction_id
    union all
    select record_id, state, null, 'case', mark, case_id, valid_from, null
    from bereavements
)

select
    {{ hash_key([
        'record_id', 'state', 'channel', 'source', 'evidence', 'cast(valid_from as string)',
    ]) }} as record_state_id,
    *
from states
