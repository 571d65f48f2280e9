-- One row per action (a campaign with a holdout) and metric.
with arms as (
    select * from {{ ref('arm_statistics') }}
),

campaigns as (
    select * from {{ ref('campaigns') }}
),

ratios as (
    select * from {{ ref('sample_ratios') }}
),

shrunk as (
    select * from {{ ref('shrunk_effects') }}
),

-- The control group has nothing to be drawn towards.
judged as (
    select
        arms.*,
        case
            when campaigns.purpose <> 'control' then shrunk.uplift
            when ratios.is_ok then arms.uplift
        end as shrunk_uplift,
        case
            when campaigns.purpose <> 'control' then shrunk.low
            when ratios.is_ok then arms.low
        end as shrunk_low,
        case
            when campaigns.purpose <> 'control' then shrunk.high
            when ratios.is_ok then arms.high
        end as shrunk_high
    from arms
    inner join campaigns on arms.campaign_id = campaigns.campaign_id
    inner join ratios on arms.campaign_id = ratios.campaign_id
    left join shrunk on arms.campaign_id = shrunk.campaign_id and arms.metric = shrunk.metric
)

select
    judged.campaign_id as action, judged.metric, campaigns.campaign_name, judged.treated,
    judged.held_out, judged.treated_mean, judged.held_out_mean, judged.uplift, judged.low,
    judged.high, judged.shrunk_uplift, judged.shrunk_low, judged.shrunk_high,
    case
        when judged.shrunk_low > 0 then 'positive'
        when judged.shrunk_high < 0 then 'negative'
        else 'unclear'
    end as verdict,
    ratios.is_ok as sample_ratio_ok, ratios.chi2 as sample_ratio_chi2, ratios.in_both_arms,
    returns.gain, returns.cost, returns.roi, returns.roi_low, returns.roi_high,
    returns.verdict as roi_verdict, 'holdout' as basis
from judged
inner join campaigns on judged.campaign_id = campaigns.campaign_id
inner join ratios on judged.campaign_id = ratios.campaign_id
left join {{ ref('action_returns') }} as returns
    on judged.campaign_id = returns.action and returns.scope <> 'all_programmes'
