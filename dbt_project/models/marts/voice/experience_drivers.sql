-- One row per survey question (outcome) and driver rated beside it.
with

weights as (
    select * from {{ source('statistics', 'driver_weights') }}
),

responses as (
    select
        invitation_id,
        weight
    from {{ source('statistics', 'response_weights') }}
    where weight is not null
),

-- Weights are decimals: their sums are exact, whatever the order in which they are added.
ratings as (
    select
        ratings.driver,
        ratings.customer_id,
        ratings.rating,
        cast(coalesce(responses.weight, 1) as decimal(18, 9)) as weight
    from {{ ref('survey_ratings') }} as ratings
    left join responses
        on ratings.invitation_id = responses.invitation_id
),

performances as (
    select
        driver,
        count(*) as ratings,
        cast(sum(weight * rating) as double) / cast(sum(weight) as double) as performance,
        cast(sum(case when rating >= 4 then weight else 0 end) as double)
        / cast(sum(weight) as double) as share_satisfied
    from ratings
    group by driver
),

margins as (
    select
        customer_id,
        cast(greatest(margin_12m, 0) as decimal(18, 2)) as margin_12m
    from {{ ref('customer_purchases') }}
),

book as (
    select cast(sum(margins.margin_12m) as decimal(18, 2)) as margin_12m
    from {{ ref('customer_states') }} as states
    inner join margins on states.customer_id = margins.customer_id
    where states.line_of_business = 'enterprise' and states.state in ('active', 'lapsed')
),

-- A bad answer: 1 to 3 of 5, or a detractor. Each stands for as much margin as it weighs; the 19th
-- digit makes room for the product of a large one.
answers as (
    select
        answers.invitation_id,
        answers.question as outcome,
        cast(coalesce(responses.weight, 1) as decimal(19, 9)) * coalesce(margins.margin_12m, 0)
            as worth,
        case
            when answers.question = 'recommend' then answers.answer <= 6
            else answers.answer <= 3
        end as is_bad
    from {{ ref('survey_answers') }} as answers
    left join responses on answers.invitation_id = responses.invitation_id
    left join margins on answers.customer_id = margins.customer_id
    where answers.answer is not null
),

heard as (
    select
        outcome,
        cast(sum(worth) as double) as worth
    from answers
    group by outcome
),

-- What the unhappy who were heard stand for, in the margin of the whole book.
stakes as (
    select
        answers.outcome,
        ratings.driver,
        cast(sum(answers.worth) as double) as worth
    from answers
    inner join {{ ref('survey_ratings') }} as ratings
        on answers.invitation_id = ratings.invitation_id
    where ratings.rating <= 2 and answers.is_bad
    group by answers.outcome, ratings.driver
)

select
    weights.outcome,
    weights.driver,
    weights.weight_share,
    weights.low,
    weights.high,
    weights.slope,
    coalesce(performances.ratings, 0) / cast(nullif(weights.responses, 0) as double) as share_met,
    performances.performance,
    performances.share_satisfied,
    {{ pennies(
        'coalesce(stakes.worth / nullif(heard.worth, 0), 0)'
        ~ ' * coalesce(cast(book.margin_12m as double), 0)'
    ) }} as value_at_stake,
    coalesce(performances.ratings, 0) as ratings,
    weights.responses,
    weights.n_effective,
    weights.r_squared,
    weights.note
from weights
left join performances
    on weights.driver = performances.driver
left join stakes
    on weights.driver = stakes.driver and weights.outcome = stakes.outcome
left join heard on weights.outcome = heard.outcome
cross join book
