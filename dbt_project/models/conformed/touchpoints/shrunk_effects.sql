-- One row per programme and metric: the uplift, drawn towards that of all programmes by how little
-- it knows itself, with a 95% interval: over the steps of `effect_spreads`.
with drawn as (
    select
        effects.campaign_id, effects.metric, effects.spread, steps.weight,
        effects.variance / (effects.variance + power(steps.apart, 2)) as pull,
        effects.effect, effects.variance, steps.mean_effect, steps.mean_variance
    from {{ ref('arm_effects') }} as effects
    inner join {{ ref('effect_spreads') }} as steps on effects.metric = steps.metric
),

moments as (
    select
        campaign_id, metric, max(spread) as spread, sum(weight * (1 - pull)) as own_share,
        sum(weight * (effect + pull * (mean_effect - effect))) as effect,
        sum(weight * power(effect + pull * (mean_effect - effect), 2)) as square,
        sum(weight * (variance * (1 - pull) + power(pull, 2) * mean_variance)) as variance
    from drawn
    group by campaign_id, metric
)

select
    moments.campaign_id, moments.metric, round(moments.own_share, 6) as own_share,
    round(moments.effect * moments.spread, 6) as uplift,
    round(
        (
            moments.effect
            - rules.z * sqrt(moments.variance + moments.square - power(moments.effect, 2))
        ) * moments.spread, 6
    ) as low,
    round(
        (
            moments.effect
            + rules.z * sqrt(moments.variance + moments.square - power(moments.effect, 2))
        ) * moments.spread, 6
    ) as high
from moments
cross join {{ policy('outcome_rules') }} as rules
