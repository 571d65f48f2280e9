-- One row per conversion, touchpoint and attribution model; the credits of a conversion sum to 1.
{% set half_life_days = journey_limit('attribution_half_life') %}

with

touches as (
    select
        *,
        row_number() over (
            partition by purchase_id, channel order by touch_number
        ) as touch_of_channel,
        count(*) over (partition by purchase_id, channel) as touches_of_channel
    from {{ ref('conversion_touchpoints') }}
),

removals as (
    select
        channel,
        removal_effect
    from {{ source('insight', 'channel_removal_effects') }}
),

-- Shapley values of "conversions whose channels all took part" split a conversion evenly over its
-- distinct channels: Zhao, Mahboobi & Bagheri (2018), Shapley Value Methods for Attribution
-- Modeling in Online Advertising; a channel's part is split evenly over its touches.
shares as (
    select
        touches.*,
        case when touches.touch_number = 1 then 1.0 else 0.0 end as first_share,
        case when touches.touch_number = touches.touches then 1.0 else 0.0 end as last_share,
        1.0 as linear_share,
        case
            when touches.touches = 1 then 1.0
            when touches.touches = 2 then 0.5
            when touches.touch_number in (1, touches.touches) then 0.4
            else 0.2 / (touches.touches - 2)
        end as position_share,
        power(cast(2 as double), -touches.days_before / {{ half_life_days }}) as time_decay_share,
        1.0 / touches.touches_of_channel as shapley_share,
        greatest(coalesce(removals.removal_effect, 0), 1e-9) as markov_share
    from touches
    left join removals
        on touches.channel = removals.channel
),

models as (
    {% for model in
        ['first', 'last', 'linear', 'position', 'time_decay', 'markov', 'shapley'] -%}
    select
        purchase_id,
        touchpoint_id,
        '{{ model }}' as model,
        touch_number,
        cast({{ model }}_share as double) as share
    from shares
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

credits as (
    select
        *,
        share / sum(share) over (partition by purchase_id, model) as credit,
        sum(share) over (
            partition by purchase_id, model
            order by touch_number
            rows between unbounded preceding and current row
        ) / sum(share) over (partition by purchase_id, model) as credit_so_far
    from models
),

-- Pennies are dealt out by rounding the running total, so that they sum to the amount exactly.
paid as (
    select
        credits.*,
        touches.customer_id,
        touches.line_of_business,
        touches.channel,
        touches.campaign_id,
        touches.converted_at,
        touches.amount_gbp,
        cast(
            case
                when touches.touch_number = touches.touches then touches.amount_gbp
                else round(touches.amount_gbp * credits.credit_so_far, 2)
            end as decimal(18, 2)
        ) as paid_so_far_gbp
    from credits
    inner join touches
        on credits.purchase_id = touches.purchase_id
        and credits.touch_number = touches.touch_number
)

select
    purchase_id,
    touch_number,
    model,
    touchpoint_id,
    customer_id,
    line_of_business,
    converted_at,
    channel,
    campaign_id as campaign,
    credit,
    cast(
        paid_so_far_gbp - coalesce(
            lag(paid_so_far_gbp) over (partition by purchase_id, model order by touch_number), 0
        ) as decimal(18, 2)
    ) as credit_gbp
from paid
