-- One row per conversion, touchpoint and attribution model; the credits of a conversion sum to 1.
{% set half_life_days = journey_limit('attribution_half_life') %}
{% set models = ['first', 'last', 'linear', 'position', 'time_decay', 'markov', 'shapley'] %}
{% set together = '(partition by purchase_id)' %}
{% set in_order = '(partition by purchase_id order by touch_number)' %}

with

touches as (
    select
        *,
        count(*) over (partition by purchase_id, channel) as touches_of_channel
    from {{ ref('conversion_touchpoints') }}
),

removals as (
    select
        channel,
        removal_effect
    from {{ source('statistics', 'channel_removal_effects') }}
),

-- Shapley values of "conversions whose channels all took part" split a conversion evenly over its
-- distinct channels: Zhao, Mahboobi & Bagheri (2018), Shapley Value Methods for Attribution
-- Modeling in Online Advertising; a channel's part is split evenly over its touches.
shares as (
    select
        touches.*,
        cast(case when touches.touch_number = 1 then 1 else 0 end as double) as first_share,
        cast(
            case when touches.touch_number = touches.touches then 1 else 0 end as double
        ) as last_share,
        cast(1 as double) as linear_share,
        cast(
            case
                when touches.touches = 1 then 1e0
                when touches.touches = 2 then 0.5e0
                when touches.touch_number in (1, touches.touches) then 0.4e0
                else 0.2e0 / (touches.touches - 2)
            end as double
        ) as position_share,
        power(cast(2 as double), -touches.days_before / {{ half_life_days }}) as time_decay_share,
        1 / cast(touches.touches_of_channel as double) as shapley_share,
        greatest(coalesce(removals.removal_effect, 0), 1e-9) as markov_share
    from touches
    left join removals
        on touches.channel = removals.channel
),

-- The models side by side: one sort of the touches, not one for each model.
-- A window inside a loop confuses the linter.
-- noqa: disable=LT02
summed as (
    select
        *,
        {% for model in models -%}
        sum({{ model }}_share) over {{ in_order }} as {{ model }}_so_far,
        sum({{ model }}_share) over {{ together }} as {{ model }}_total
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from shares
),

-- Pennies are dealt out by rounding the running total, so that they sum to the amount exactly.
paid as (
    select
        *,
        {% for model in models -%}
        {{ pennies('amount * (' ~ model ~ '_so_far / ' ~ model ~ '_total)') }}
            as {{ model }}_paid_amount
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from summed
),

credits as (
    select
        *,
        {% for model in models -%}
        lag({{ model }}_paid_amount) over {{ in_order }} as {{ model }}_paid_before_amount
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from paid
),

-- noqa: enable=LT02
listed as (
    {% for model in models -%}
    select
        purchase_id,
        touch_number,
        '{{ model }}' as model,
        touchpoint_id,
        customer_id,
        line_of_business,
        converted_at,
        channel,
        campaign_id as campaign,
        {{ model }}_share / {{ model }}_total as credit,
        cast(
            case when touch_number = touches then amount else {{ model }}_paid_amount end
            - coalesce({{ model }}_paid_before_amount, 0) as decimal(18, 2)
        ) as credit_amount
    from credits
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select * from listed
