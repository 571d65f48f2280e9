-- One row per customer: which of the five questions about them we can answer, best known first.
with

questions as (
    select
        customer_id,
        question,
        sum(case when is_known then weight else 0 end) / sum(weight) as known_share,
        sum(case when is_known then weight else 0 end) >= max(enough) * sum(weight) as is_answered
    from {{ ref('profile_facts') }}
    group by customer_id, question
),

missing as (
    select
        customer_id,
        {{ sorted_list('field', 'field') }} as missing_fields
    from {{ ref('profile_facts') }}
    where not is_known
    group by customer_id
),

next_fields as (
    select
        customer_id,
        field,
        in_words,
        expected_value
    from {{ ref('profile_gaps') }}
    where rank = 1
),

scored as (
    select
        customer_id,
        cast(sum(case when is_answered then 1 else 0 end) as integer) as answered_questions,
        round(sum(known_share) / count(*), 6) as score,
        max(case when question = 'who' and is_answered then 1 else 0 end) = 1
            as has_who_answer,
        max(case when question = 'reach' and is_answered then 1 else 0 end) = 1
            as has_reach_answer,
        max(case when question = 'dealings' and is_answered then 1 else 0 end) = 1
            as has_dealings_answer,
        max(case when question = 'permission' and is_answered then 1 else 0 end) = 1
            as has_permission_answer,
        max(case when question = 'opinion' and is_answered then 1 else 0 end) = 1
            as has_opinion_answer
    from questions
    group by customer_id
)

select
    scored.customer_id,
    scored.answered_questions,
    scored.score,
    cast(row_number() over (
        order by
            scored.score desc, scored.answered_questions desc,
            coalesce(purchases.margin_12m, 0) desc, scored.customer_id asc
    ) as integer) as known_rank,
    next_fields.field as next_best_field,
    next_fields.in_words as next_best_field_in_words,
    next_fields.expected_value as next_field_value,
    coalesce(missing.missing_fields, {{ array_of([]) }}) as missing_fields,
    scored.has_who_answer,
    scored.has_reach_answer,
    scored.has_dealings_answer,
    scored.has_permission_answer,
    scored.has_opinion_answer
from scored
left join missing on scored.customer_id = missing.customer_id
left join next_fields on scored.customer_id = next_fields.customer_id
left join {{ ref('customer_purchases') }} as purchases
    on scored.customer_id = purchases.customer_id
