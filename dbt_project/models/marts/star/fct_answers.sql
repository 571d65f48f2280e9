-- One row per survey invitation and question, answered or not.
select
    {{ hash_key(['answers.invitation_id', 'answers.question']) }} as answer_id,
    answers.invitation_id,
    {{ known('answers.customer_id') }} as customer_id,
    {{ known('customers.household_id') }} as household_id,
    cast(answers.invited_at as date) as invited_on,
    answers.question,
    answers.trigger,
    answers.answer is not null as is_answered,
    cast(1 as integer) as questions,
    cast(case when answers.answer is not null then 1 else 0 end as integer) as answers,
    answers.points,
    answers.answer as score
from {{ ref('survey_answers') }} as answers
left join {{ ref('customers') }} as customers on answers.customer_id = customers.customer_id
