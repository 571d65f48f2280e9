-- One row per customer, purpose, channel and period in which the same answer held.
-- What a record said that is gone, or was given to somebody else since, only denies.
with answers as (
    select
        owners.customer_id,
        answers.record_id, answers.purpose, answers.channel, answers.is_allowed, answers.source,
        answers.evidence, answers.wording, answers.file_id, answers.file_record,
        answers.valid_from,
        case
            when owners.owned_until is null
                or cast(answers.valid_to as date) < owners.owned_until then answers.valid_to
        end as valid_to
    from {{ ref('consent_answers') }} as answers
    inner join {{ ref('record_owners') }} as owners
        on answers.record_id = owners.record_id
        and {{ is_owner_at('answers.valid_from') }}
    where owners.customer_id is not null and (owners.is_current or not answers.is_allowed)
),

moments as (
    select distinct customer_id, purpose, channel, valid_from as starts_at from answers
),

periods as (
    select
        customer_id, purpose, channel, starts_at,
        lead(starts_at) over (partition by customer_id, purpose, channel order by starts_at)
            as stops_at
    from moments
),

-- Every record of the customer has its say; the most restrictive answer wins, the oldest of them
-- is the evidence.
decided as (
    select
        periods.customer_id, periods.purpose, periods.channel, periods.starts_at,
        periods.stops_at, answers.is_allowed, answers.source, answers.evidence, answers.record_id,
        answers.wording, answers.file_id, answers.file_record, answers.valid_from as answered_at
    from periods
    inner join answers
        on periods.customer_id = answers.customer_id
        and periods.purpose = answers.purpose
        and periods.channel = answers.channel
        and answers.valid_from <= periods.starts_at
        and (answers.valid_to is null or periods.starts_at < answers.valid_to)
    qualify
        row_number() over (
            partition by periods.customer_id, periods.purpose, periods.channel, periods.starts_at
            order by answers.is_allowed, answers.valid_from, answers.evidence, answers.record_id
        ) = 1
),

marked as (
    select
        *,
        case
            when lag(evidence) over (
                    partition by customer_id, purpose, channel order by starts_at
                ) = evidence
                and lag(is_allowed) over (
                    partition by customer_id, purpose, channel order by starts_at
                ) = is_allowed
                then 0
            else 1
        end as is_change
    from decided
),

numbered as (
    select
        *,
        sum(is_change) over (
            partition by customer_id, purpose, channel order by starts_at
            rows between unbounded preceding and current row
        ) as stretch
    from marked
)

select
    customer_id, purpose, channel, is_allowed, source, evidence, record_id, answered_at,
    wording, file_id, file_record,
    min(starts_at) as valid_from,
    case
        when max(case when stops_at is null then 1 else 0 end) = 0 then max(stops_at)
    end as valid_to
from numbered
group by
    customer_id, purpose, channel, stretch, is_allowed, source, evidence, record_id,
    answered_at, wording, file_id, file_record
