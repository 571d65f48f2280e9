-- One row per metric and step: how far the true effects of programmes may lie apart, how likely
-- that is by what was measured, and the mean effect if it is so.
-- Bayes: Gelman et al. (2013), Bayesian Data Analysis, 5.4, equations 5.20 and 5.21, every variance
-- of the effects as likely as any other beforehand, which gives intervals that cover: Morris & Tang
-- (2011), Estimating Random Effects via Adjustment for Density Maximization, Statistical Science
-- 26(2). The steps are the hundredths of DuMouchel's distribution, so that they lie densest about
-- the error of a typical programme.
with effects as (
    select * from {{ ref('arm_effects') }}
),

scales as (
    select metric, sqrt(count(*) / sum(1 / variance)) as scale
    from effects
    group by metric
),

steps as (
    select
        scales.metric, numbers.n as step, scales.scale,
        scales.scale * (numbers.n - 0.5e0) / (100.5e0 - numbers.n) as apart
    from scales
    cross join ({{ numbers_to(100) }}) as numbers
),

sums as (
    select
        steps.metric, steps.step, steps.scale, steps.apart,
        sum(1 / (effects.variance + power(steps.apart, 2))) as weights,
        sum(effects.effect / (effects.variance + power(steps.apart, 2))) as weighted,
        sum(power(effects.effect, 2) / (effects.variance + power(steps.apart, 2))) as squares,
        sum(ln(effects.variance + power(steps.apart, 2))) as logs
    from steps
    inner join effects on steps.metric = effects.metric
    group by steps.metric, steps.step, steps.scale, steps.apart
),

-- The last two terms turn equal steps of the grid into equal likelihoods of variances.
likelihoods as (
    select
        metric, step, apart, weighted / weights as mean_effect, 1 / weights as mean_variance,
        -(ln(weights) + logs + squares - power(weighted, 2) / weights) / 2
        + 2 * ln(scale + apart) + ln(apart) as log_likelihood
    from sums
),

against_best as (
    select
        *,
        exp(log_likelihood - max(log_likelihood) over (partition by metric)) as likelihood
    from likelihoods
)

select
    metric, step, apart, mean_effect, mean_variance,
    likelihood / sum(likelihood) over (partition by metric) as weight
from against_best
