-- One row per programme with a holdout, one for all of them together and one for the control group.
with

programmes as (
    select
        'programme' as scope,
        arms.campaign_id as action,
        campaigns.campaign_name,
        campaigns.line_of_business,
        1 as programmes,
        arms.treated,
        arms.held_out,
        campaigns.cost,
        arms.uplift * arms.treated as gain_measured,
        shrunk.uplift * arms.treated as gain,
        shrunk.low * arms.treated as gain_low,
        shrunk.high * arms.treated as gain_high,
        shrunk.own_share,
        'holdout' as basis
    from {{ ref('arm_statistics') }} as arms
    inner join {{ ref('campaigns') }} as campaigns
        on arms.campaign_id = campaigns.campaign_id
    left join {{ ref('shrunk_effects') }} as shrunk
        on arms.campaign_id = shrunk.campaign_id and arms.metric = shrunk.metric
    where arms.metric = 'gain' and campaigns.purpose <> 'control'
),

together as (
    select
        'all_programmes' as scope,
        'all' as action,
        cast(null as {{ native_type('varchar') }}) as campaign_name,
        'enterprise' as line_of_business,
        programmes,
        cast(null as integer) as treated,
        cast(null as integer) as held_out,
        cost,
        gain_measured,
        gain,
        gain_low,
        gain_high,
        cast(null as double) as own_share,
        'holdout' as basis
    from {{ ref('pooled_gains') }}
),

-- What was done to everybody else since somebody was held out of all of it, and what it cost.
controls as (
    select
        arms.*,
        control.campaign_name,
        control.line_of_business,
        ratios.is_ok
    from {{ ref('arm_statistics') }} as arms
    inner join {{ ref('campaigns') }} as control on arms.campaign_id = control.campaign_id
    inner join {{ ref('sample_ratios') }} as ratios on arms.campaign_id = ratios.campaign_id
    where arms.metric = 'gain' and control.purpose = 'control'
),

since as (
    select
        control.campaign_id,
        cast(count(programmes.campaign_id) as integer) as programmes,
        cast(sum(programmes.cost) as decimal(18, 2)) as cost
    from {{ ref('campaigns') }} as control
    left join {{ ref('campaigns') }} as programmes
        on control.starts_on <= programmes.starts_on
        and programmes.purpose <> 'control'
    where control.purpose = 'control'
    group by control.campaign_id
),

controlled as (
    select
        'control_group' as scope,
        controls.campaign_id as action,
        controls.campaign_name,
        controls.line_of_business,
        since.programmes,
        controls.treated,
        controls.held_out,
        since.cost,
        controls.uplift * controls.treated as gain_measured,
        case when controls.is_ok then controls.uplift * controls.treated end as gain,
        case when controls.is_ok then controls.low * controls.treated end as gain_low,
        case when controls.is_ok then controls.high * controls.treated end as gain_high,
        cast(1 as double) as own_share,
        'control group' as basis
    from controls
    inner join since on controls.campaign_id = since.campaign_id
),

returns as (
    select * from programmes
    union all
    select * from together
    union all
    select * from controlled
)

select
    scope,
    action,
    campaign_name,
    line_of_business,
    programmes,
    treated,
    held_out,
    cost,
    {{ pennies('gain_measured') }} as gain_measured,
    {{ pennies('gain') }} as gain,
    {{ pennies('gain_low') }} as gain_low,
    {{ pennies('gain_high') }} as gain_high,
    round((gain - cost) / nullif(cost, 0), 6) as roi,
    round((gain_low - cost) / nullif(cost, 0), 6) as roi_low,
    round((gain_high - cost) / nullif(cost, 0), 6) as roi_high,
    case
        when gain_low > cost then 'positive'
        when gain_high < cost then 'negative'
        else 'unclear'
    end as verdict,
    own_share,
    basis
from returns
