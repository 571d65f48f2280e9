-- One row per programme and metric that tells something: its uplift in standard deviations.
-- In this unit programmes of every size, line and currency can be held against each other, and the
-- variance depends on the sizes of the arms alone: Hedges (1981), Distribution Theory for Glass's
-- Estimator of Effect Size, Journal of Educational Statistics 6(2).
select
    arms.campaign_id, arms.metric, arms.treated, arms.spread,
    arms.uplift / arms.spread as effect,
    (1 / cast(arms.treated as double) + 1 / cast(arms.held_out as double))
    * (arms.treated + arms.held_out - 2) / (arms.treated + arms.held_out - 4) as variance
from {{ ref('arm_statistics') }} as arms
inner join {{ ref('sample_ratios') }} as ratios on arms.campaign_id = ratios.campaign_id
inner join {{ ref('campaigns') }} as campaigns on arms.campaign_id = campaigns.campaign_id
-- The control group measures all programmes together and is none of them.
where ratios.is_ok and arms.spread > 0 and arms.treated + arms.held_out > 5
    and campaigns.purpose <> 'control'
