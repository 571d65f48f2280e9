-- One row per company: what all programmes with a known cost brought together, with a 95% interval.
-- Over the steps of `effect_spreads`; a programme weighs what it treated, in money.
with programmes as (
    select
        effects.campaign_id, effects.effect, effects.variance, campaigns.cost,
        effects.treated * effects.spread as worth
    from {{ ref('arm_effects') }} as effects
    inner join {{ ref('campaigns') }} as campaigns
        on effects.campaign_id = campaigns.campaign_id
    where effects.metric = 'gain' and campaigns.cost is not null
),

drawn as (
    select
        programmes.*, steps.step, steps.weight, steps.mean_effect, steps.mean_variance,
        programmes.variance / (programmes.variance + power(steps.apart, 2)) as pull
    from programmes
    inner join {{ ref('effect_spreads') }} as steps on steps.metric = 'gain'
),

-- What is not known of the mean, all programmes share.
at_each_step as (
    select
        step, weight, sum(worth * (effect + pull * (mean_effect - effect))) as gain,
        sum(power(worth, 2) * variance * (1 - pull))
        + power(sum(worth * pull), 2) * max(mean_variance) as variance
    from drawn
    group by step, weight
),

moments as (
    select
        sum(weight * gain) as gain, sum(weight * power(gain, 2)) as square,
        sum(weight * variance) as variance
    from at_each_step
),

counted as (
    select
        cast(count(*) as integer) as programmes, sum(cost) as cost,
        sum(effect * worth) as measured
    from programmes
)

select
    counted.programmes, cast(counted.cost as decimal(18, 2)) as cost,
    round(counted.measured, 6) as gain_measured, round(moments.gain, 6) as gain,
    round(
        moments.gain
        - rules.z * sqrt(moments.variance + moments.square - power(moments.gain, 2)), 6
    ) as gain_low,
    round(
        moments.gain
        + rules.z * sqrt(moments.variance + moments.square - power(moments.gain, 2)), 6
    ) as gain_high
from counted
cross join moments
cross join {{ policy('outcome_rules') }} as rules
where counted.programmes > 0
