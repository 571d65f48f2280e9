-- One row per action of the rules: the chance that it changes something, assumed and as measured.
with

rules as (
    select * from {{ policy('next_best_action_rules') }} as policy
),

-- Agresti and Caffo (2000): one success and one failure more in each arm, so that no variance is 0.
arms as (
    select
        campaigns.purpose,
        campaigns.line_of_business,
        outcomes.treated + outcomes.held_out as customers,
        (outcomes.treated_mean * outcomes.treated + 1) / (outcomes.treated + 2) as treated_share,
        (outcomes.held_out_mean * outcomes.held_out + 1) / (outcomes.held_out + 2)
            as held_out_share,
        outcomes.treated + 2 as treated,
        outcomes.held_out + 2 as held_out
    from {{ ref('action_outcomes') }} as outcomes
    inner join {{ ref('campaigns') }} as campaigns on outcomes.action = campaigns.campaign_id
    where outcomes.metric = 'purchase_rate' and outcomes.sample_ratio_ok
),

weighed as (
    select
        *,
        treated_share - held_out_share as uplift,
        1 / (
            treated_share * (1 - treated_share) / treated
            + held_out_share * (1 - held_out_share) / held_out
        ) as weight
    from arms
),

measured as (
    select
        purpose,
        line_of_business,
        cast(sum(customers) as bigint) as customers,
        sum(weight) as weight,
        sum(weight * uplift) / sum(weight) as uplift
    from weighed
    group by purpose, line_of_business
),

assumed as (
    select
        *,
        case
            when success_rate > 0 and success_rate < 1
                then coalesce(assumed_customers, 0) / (success_rate * (1 - success_rate))
            else 0
        end as weight
    from rules
)

-- Both drawn together by what each knows.
select
    assumed.action,
    assumed.success_rate as assumed_chance,
    measured.uplift as measured_uplift,
    coalesce(measured.customers, 0) as measured_customers,
    round(
        case
            when measured.weight is null then assumed.success_rate
            else greatest(
                    0,
                    (assumed.weight * assumed.success_rate + measured.weight * measured.uplift)
                    / (assumed.weight + measured.weight)
                )
        end, 6
    ) as chance,
    case when measured.weight is null then 'assumed' else 'holdout' end as basis
from assumed
left join measured
    on assumed.purpose = measured.purpose
    and assumed.line_of_business = measured.line_of_business
