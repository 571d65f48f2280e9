-- One row per customer and field that is missing and can be asked for: what asking may bring.
with

facts as (
    select * from {{ ref('profile_facts') }}
),

-- A permission for a channel that does not reach them is worth nothing yet.
reached as (
    select distinct
        customer_id,
        channel
    from facts
    where question = 'reach' and is_known
),

margins as (
    select
        customer_id,
        margin_12m
    from {{ ref('customer_purchases') }}
),

-- What would be done today if only the channel reached them.
waiting as (
    select
        customer_id,
        channel,
        sum(expected_value) as expected_value
    from {{ ref('next_best_actions') }}
    where {{ array_size('blocked_by') }} = 1 and {{ array_contains('blocked_by', "'unreachable'") }}
    group by customer_id, channel
),

-- Who is not to be approached is asked for nothing.
left_alone as (
    select customer_id
    from {{ ref('person_states') }}
    where is_current and channel is null
    union
    select customer_id from {{ ref('customer_restrictions') }}
),

valued as (
    select
        facts.customer_id,
        facts.question,
        facts.field,
        facts.in_words,
        facts.answer_chance,
        greatest(coalesce(cast(margins.margin_12m as double), 0), 0) * facts.worth_share
        + coalesce(
            case when facts.question = 'reach' then cast(waiting.expected_value as double) end, 0
        ) as worth
    from facts
    left join margins on facts.customer_id = margins.customer_id
    left join waiting
        on facts.customer_id = waiting.customer_id and facts.channel = waiting.channel
    left join reached
        on facts.customer_id = reached.customer_id and facts.channel = reached.channel
    left join left_alone on facts.customer_id = left_alone.customer_id
    where not facts.is_known
        and facts.answer_chance > 0
        and left_alone.customer_id is null
        and (facts.question <> 'permission' or reached.customer_id is not null)
)

select
    customer_id,
    question,
    field,
    in_words,
    answer_chance,
    {{ pennies('worth') }} as worth,
    {{ pennies('answer_chance * worth') }} as expected_value,
    cast(row_number() over (
        partition by customer_id
        order by round(answer_chance * worth, 6) desc, answer_chance desc, field asc
    ) as integer) as rank
from valued
