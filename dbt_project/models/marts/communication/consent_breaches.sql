-- One row per message sent after its receiver had withdrawn consent for its purpose and channel.
with denials as (
    select owners.customer_id, answers.*
    from {{ ref('consent_answers') }} as answers
    inner join {{ ref('record_owners') }} as owners
        on answers.record_id = owners.record_id
        and {{ is_owner_at('answers.valid_from') }}
    where not answers.is_allowed
),

-- What was said before the message counts, not what was said at that very moment.
candidates as (
    select
        messages.message_id, messages.customer_id, messages.department, messages.consent_purpose,
        messages.channel, messages.sent_at, messages.purpose, messages.campaign_id,
        messages.record_id as sent_to, denials.record_id as said_by,
        denials.valid_from as withdrawn_at, denials.source, denials.evidence,
        messages.department = denials.department as is_one_department,
        least(messages.record_id, denials.record_id) as record_a,
        greatest(messages.record_id, denials.record_id) as record_b
    from {{ ref('communications') }} as messages
    inner join denials
        on messages.customer_id = denials.customer_id
        and messages.consent_purpose = denials.purpose
        and messages.channel = denials.channel
    where denials.valid_from < messages.sent_at
        and (denials.valid_to is null or messages.sent_at <= denials.valid_to)
),

rules as (
    select kept_twice_bits from {{ policy('outcome_rules') }} as policy
)

-- An opt-out binds everything that is held to be the customer. A breach is a charge, and wants
-- proof that the record sent to and the record that said no are one person: most of all where one
-- department keeps the two apart.
select
    candidates.message_id, candidates.customer_id, candidates.department,
    candidates.consent_purpose as purpose, candidates.channel, candidates.sent_at,
    candidates.purpose as message_purpose, candidates.campaign_id, candidates.withdrawn_at,
    candidates.source, candidates.evidence, candidates.said_by as withdrawn_on_record_id,
    candidates.sent_to as sent_to_record_id
from candidates
cross join rules
left join {{ source('identity', 'links') }} as links
    on candidates.record_a = links.record_a
    and candidates.record_b = links.record_b
left join {{ source('identity', 'standardised') }} as receivers
    on candidates.sent_to = receivers.record_id
left join {{ source('identity', 'standardised') }} as deniers
    on candidates.said_by = deniers.record_id
where candidates.sent_to = candidates.said_by
    or receivers.email = deniers.email
    or links.match_weight
    >= case when candidates.is_one_department then rules.kept_twice_bits else 0 end
qualify
    row_number() over (
        partition by candidates.message_id
        order by candidates.withdrawn_at, candidates.evidence, candidates.said_by
    ) = 1
