-- One row per action (a campaign with a holdout) and metric.
with arms as (
    select * from {{ ref('arm_statistics') }}
),

rules as (
    select * from {{ policy('outcome_rules') }} as policy
),

campaigns as (
    select * from {{ ref('campaigns') }}
),

-- The ratio is checked on the assignments as marketing made them, before customers are merged.
ratios as (
    select
        assignments.campaign_id,
        cast(sum(assignments.assignments) as double) as assigned,
        cast(sum(assignments.held_out_assignments) as double) as held_out,
        cast(sum(assignments.assignments) * max(campaigns.holdout_share) as double) as expected,
        cast(sum(case when assignments.arm = 'both' then 1 else 0 end) as integer) as in_both_arms
    from {{ ref('campaign_assignments') }} as assignments
    inner join campaigns on assignments.campaign_id = campaigns.campaign_id
    group by assignments.campaign_id
),

-- Pearson's chi-square with one degree of freedom.
checked as (
    select
        campaign_id, in_both_arms,
        power(held_out - expected, 2) / nullif(expected, 0)
        + power(held_out - expected, 2) / nullif(assigned - expected, 0) as chi2
    from ratios
),

gains as (
    select
        arms.campaign_id,
        sum(case
            when arms.metric = 'margin' then arms.uplift * arms.treated
            when arms.metric = 'service_cases'
                then -arms.uplift * arms.treated * rules.cost_per_case
            else 0
        end) as gain
    from arms
    cross join rules
    group by arms.campaign_id
)

select
    arms.campaign_id as action, arms.metric, campaigns.campaign_name, arms.treated,
    arms.held_out, arms.treated_mean, arms.held_out_mean, arms.uplift, arms.low, arms.high,
    coalesce(checked.chi2 <= rules.sample_ratio_chi2, false) as sample_ratio_ok,
    checked.chi2 as sample_ratio_chi2, checked.in_both_arms,
    {{ pennies('gains.gain') }} as gain, campaigns.cost,
    -- Nothing is concluded from a campaign whose arms are not the sizes they were meant to be.
    case
        when checked.chi2 <= rules.sample_ratio_chi2
            then (gains.gain - campaigns.cost) / nullif(campaigns.cost, 0)
    end as roi,
    'holdout' as basis
from arms
cross join rules
inner join campaigns on arms.campaign_id = campaigns.campaign_id
inner join checked on arms.campaign_id = checked.campaign_id
inner join gains on arms.campaign_id = gains.campaign_id
