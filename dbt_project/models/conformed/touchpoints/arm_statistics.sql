-- One row per campaign and metric: the arms compared, with a 95% interval of their difference.
-- Rounded, so that the order in which doubles are added leaves no trace.
with arms as (
    select
        campaign_id, metric,
        cast(sum(case when arm = 'treated' then 1 else 0 end) as integer) as treated,
        cast(sum(case when arm = 'held_out' then 1 else 0 end) as integer) as held_out,
        round(avg(case when arm = 'treated' then value end), 9) as treated_mean,
        round(avg(case when arm = 'held_out' then value end), 9) as held_out_mean,
        round(var_samp(case when arm = 'treated' then value end), 9) as treated_variance,
        round(var_samp(case when arm = 'held_out' then value end), 9) as held_out_variance
    from {{ ref('assignment_outcomes') }}
    group by campaign_id, metric
),

rules as (
    select z from {{ policy('outcome_rules') }} as policy
),

compared as (
    select
        arms.*, rules.z, arms.treated_mean - arms.held_out_mean as uplift,
        -- A share has limits of its own; a mean has none.
        case when arms.metric = 'purchase_rate' then arms.treated_mean end as treated_share,
        case when arms.metric = 'purchase_rate' then arms.held_out_mean end as held_out_share,
        cast(arms.treated + arms.held_out - 2 as double) as df,
        -- Of both arms together: a few held out with few buyers cannot tell a spread of their own.
        sqrt(
            (
                (arms.treated - 1) * arms.treated_variance
                + (arms.held_out - 1) * arms.held_out_variance
            ) / (arms.treated + arms.held_out - 2)
        ) as spread,
        sqrt(1 / cast(arms.treated as double) + 1 / cast(arms.held_out as double)) as width
    from arms
    cross join rules
    where arms.treated > 1 and arms.held_out > 1
),

bounded as (
    select
        *,
        {{ wilson('treated_share', 'treated', 'z', '-') }} as treated_low,
        {{ wilson('treated_share', 'treated', 'z', '+') }} as treated_high,
        {{ wilson('held_out_share', 'held_out', 'z', '-') }} as held_out_low,
        {{ wilson('held_out_share', 'held_out', 'z', '+') }} as held_out_high,
        {{ t_quantile('z', 'df') }} * nullif(spread, 0) * width as reach
    from compared
)

-- A share: Newcombe (1998), method 10. A mean: Student (1908), two samples of one spread.
select
    campaign_id, metric, treated, held_out, treated_mean, held_out_mean, uplift, spread,
    round(case
        when metric = 'purchase_rate'
            then uplift - sqrt(
                    power(treated_share - treated_low, 2) + power(held_out_high - held_out_share, 2)
                )
        else uplift - reach
    end, 6) as low,
    round(case
        when metric = 'purchase_rate'
            then uplift + sqrt(
                    power(treated_high - treated_share, 2) + power(held_out_share - held_out_low, 2)
                )
        else uplift + reach
    end, 6) as high
from bounded
