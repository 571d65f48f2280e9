-- One row per department, measure and customer of whom it or the agreed definition says something.
with

measures as (
    select
        measure, agreed_answer, line_of_business, coalesce(tolerance, 0) as tolerance
    from {{ policy('compared_measures') }} as policy
),

stated as (
    select stated.*
    from {{ ref('stated_answers') }} as stated
    inner join measures on stated.measure = measures.measure
),

agreed as (
    select
        measures.measure,
        measures.line_of_business,
        answers.customer_id,
        answers.value
    from {{ ref('agreed_answers') }} as answers
    inner join measures
        on answers.answer = measures.agreed_answer
        and answers.line_of_business = measures.line_of_business
),

-- Of a measure that a department speaks of, whoever it says nothing of is missing from its count.
spoken as (
    select distinct department, measure from stated
),

pairs as (
    select department, measure, customer_id from stated
    union
    select spoken.department, agreed.measure, agreed.customer_id
    from agreed
    inner join spoken on agreed.measure = spoken.measure
)

select
    pairs.department,
    pairs.measure,
    measures.line_of_business,
    pairs.customer_id,
    stated.said,
    coalesce(stated.value, 0) as department_value,
    coalesce(agreed.value, 0) as agreed_value,
    abs(coalesce(stated.value, 0) - coalesce(agreed.value, 0)) <= measures.tolerance as is_same,
    stated.customer_id is not null as is_said,
    coalesce(stated.not_understood > 0 and stated.value is null, false) as is_not_understood
from pairs
inner join measures on pairs.measure = measures.measure
left join stated
    on pairs.department = stated.department
    and pairs.measure = stated.measure
    and pairs.customer_id = stated.customer_id
left join agreed
    on pairs.measure = agreed.measure and pairs.customer_id = agreed.customer_id
