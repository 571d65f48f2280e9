-- One row per line of business and month from which the book three months later was foreseen, with
-- what came. The last rows foresee what nobody knows yet.
{% set z = '1.281551566e0' %}
with

bridge as (
    select
        line_of_business,
        month,
        month_end,
        closing,
        active,
        closing_value,
        closing - opening as net,
        closing_value - opening_value as net_value
    from {{ ref('customer_asset_bridge') }}
    where segment = 'all'
        -- From a month that has not ended nothing is foreseen.
        and month_end = {{ add_days(add_months('month', 1), -1) }}
),

-- Nothing but the twelve months before the day is looked at.
known as (
    select
        *,
        count(*) over year as months,
        avg(cast(net as double)) over year as mean_net,
        stddev_samp(cast(net as double)) over year as spread,
        avg(cast(net_value as double)) over year as mean_net_value,
        stddev_samp(cast(net_value as double)) over year as spread_value
    from bridge
    window year as (
        partition by line_of_business
        order by month rows between 11 preceding and current row
    )
),

-- Three months add up, and the mean that they are expected to have is of twelve itself.
foreseen as (
    select
        *,
        {{ add_months('month', 3) }} as foreseen_month,
        closing + 3 * mean_net as expected,
        closing_value + 3 * mean_net_value as expected_value,
        spread * spread * 3 * (1 + 3 / 12e0) as variance,
        spread_value * spread_value * 3 * (1 + 3 / 12e0) as variance_value
    from known
    where months = 12
),

compared as (
    select
        foreseen.*,
        came.closing as came,
        came.closing_value as came_value,
        power(came.closing - foreseen.expected, 2) as squared_error,
        power(cast(came.closing_value as double) - foreseen.expected_value, 2)
            as squared_error_value
    from foreseen
    left join bridge as came
        on foreseen.line_of_business = came.line_of_business
        and foreseen.foreseen_month = came.month
),

-- Who was further off lately than chance has it is no surer now: of the errors known on the day,
-- the last six.
widened as (
    select
        *,
        {{ t_quantile(z, 11) }} * sqrt(greatest(
            variance, coalesce(avg(squared_error) over lately, 0)
        )) as width,
        {{ t_quantile(z, 11) }} * sqrt(greatest(
            variance_value, coalesce(avg(squared_error_value) over lately, 0)
        )) as width_value
    from compared
    window lately as (
        partition by line_of_business
        order by month rows between 8 preceding and 3 preceding
    )
)

select
    {{ hash_key(['line_of_business', 'month']) }} as forecast_id,
    line_of_business,
    month_end as foreseen_on,
    foreseen_month,
    cast(closing as bigint) as customers,
    round(expected, 1) as expected,
    round(greatest(expected - width, 0), 1) as low,
    round(expected + width, 1) as high,
    cast(came as bigint) as came,
    came between greatest(expected - width, 0) and expected + width as is_covered,
    closing_value as value,
    {{ pennies('expected_value') }} as expected_value,
    {{ pennies('expected_value - width_value') }} as low_value,
    {{ pennies('expected_value + width_value') }} as high_value,
    cast(came_value as decimal(18, 2)) as came_value,
    came_value between expected_value - width_value and expected_value + width_value
        as is_value_covered
from widened
