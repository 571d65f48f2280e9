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
        sum(margin) as margin_12m
    from {{ ref('purchases') }}
    where purchased_on > {{ add_months(as_of(), -12) }}
    group by customer_id
),

unhappy as (
    select distinct
        driver,
        customer_id
    from ratings
    where rating <= 2
),

stakes as (
    select
        unhappy.driver,
        cast(sum(margins.margin_12m) as decimal(18, 2)) as value_at_stake
    from unhappy
    inner join margins
        on unhappy.customer_id = margins.customer_id
    group by unhappy.driver
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
    coalesce(stakes.value_at_stake, 0) as value_at_stake,
    coalesce(performances.ratings, 0) as ratings,
    weights.responses,
    weights.n_effective,
    weights.r_squared,
    weights.note
from weights
left join performances
    on weights.driver = performances.driver
left join stakes
    on weights.driver = stakes.driver
