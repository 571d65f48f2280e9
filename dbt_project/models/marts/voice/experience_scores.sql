-- One row per month (or all time), segment and question.
-- What the weights correct because of the answers themselves rests on an assumption that nobody can
-- test whole: a share of it, larger where it is contradicted, counts as unknown.
with

segments as (
    select
        invitation_id,
        month,
        segment
    from {{ ref('invitation_segments') }}
    union all
    select
        invitation_id,
        cast(null as date) as month,
        segment
    from {{ ref('invitation_segments') }}
),

weights as (
    select
        invitation_id,
        weight,
        standard_weight
    from {{ source('statistics', 'response_weights') }}
),

-- Weights are decimals: their sums are exact, whatever the order in which they are added.
answers as (
    select
        answers.invitation_id,
        answers.question,
        answers.answer is not null as is_answered,
        case
            when answers.answer is not null
                then cast(coalesce(weights.weight, 1) as decimal(18, 9))
        end as weight,
        case
            when answers.answer is not null
                then cast(coalesce(weights.standard_weight, 1) as decimal(18, 9))
        end as standard_weight,
        answers.points
    from {{ ref('survey_answers') }} as answers
    left join weights on answers.invitation_id = weights.invitation_id
),

sums as (
    select
        segments.month,
        segments.segment,
        answers.question,
        count(*) as invited,
        cast(sum(case when answers.is_answered then 1 else 0 end) as bigint) as responses,
        sum(answers.points) / cast(count(answers.points) as double) as raw_mean,
        cast(sum(answers.weight * answers.points) as double)
        / cast(sum(answers.weight) as double) as mean,
        cast(sum(answers.standard_weight * answers.points) as double)
        / cast(sum(answers.standard_weight) as double) as standard_mean,
        cast(sum(answers.weight * (answers.points * answers.points)) as double)
        / cast(sum(answers.weight) as double) as mean_square,
        power(cast(sum(answers.weight) as double), 2)
        / cast(sum(answers.weight * answers.weight) as double) as n_effective,
        1 - cast(sum(answers.weight) as double)
        / cast(sum(answers.weight * answers.weight) as double) as unheard
    from segments
    inner join answers on segments.invitation_id = answers.invitation_id
    group by segments.month, segments.segment, answers.question
),

-- The interval is of what everybody invited would say, so only the silent leave doubt: Σ w (w - 1)
-- in place of Σ w² (Särndal & Lundström 2005, Estimation in Surveys with Nonresponse, §11), though
-- never under a quarter of it. The weights are estimates themselves, which widens it again.
precise as (
    select
        sums.*,
        noise.added_variance,
        checks.basis as weighting_basis,
        checks.sentence as note,
        checks.doubt,
        1 / (
            greatest(sums.unheard, 0.25e0) / sums.n_effective
            + coalesce(noise.added_variance, 0)
            -- All answered alike: the difference of two sums is 0 but for the last digits.
            / case
                when sums.mean_square - sums.mean * sums.mean > 1e-9
                    then sums.mean_square - sums.mean * sums.mean
                else 1
            end
        ) as n
    from sums
    left join {{ source('statistics', 'weighting_errors') }} as noise
        on sums.question = noise.question
    left join {{ source('statistics', 'weighting_checks') }} as checks on sums.responses > 0
),

-- Shares: Wilson's interval at the effective n (Franco, Little, Louis & Slud 2019, Comparative
-- Study of Confidence Intervals for Proportions in Complex Sample Surveys). Net promoter score:
-- adjusted Wald, three answers added as ¾ promoters, 1½ passives and ¾ detractors (Rocks 2016,
-- Interval Estimation for the "Net Promoter Score").
intervals as (
    select
        *,
        case
            when question = 'recommend' then n * mean / (n + 3)
            else (mean + 1.96e0 * 1.96e0 / (2 * n)) / (1 + 1.96e0 * 1.96e0 / n)
        end as centre,
        case
            when question = 'recommend'
                then 1.96e0 * sqrt(greatest(
                        (n * mean_square + 1.5e0) / (n + 3)
                        - power(n * mean / (n + 3), 2), 0
                    ) / (n + 3))
            else 1.96e0 * sqrt(greatest(
                    mean * (1 - mean) / n + 1.96e0 * 1.96e0 / (4 * n * n), 0
                )) / (1 + 1.96e0 * 1.96e0 / n)
        end as sampled
    from precise
),

doubted as (
    select
        *, sqrt(power(sampled, 2) + power(doubt * (mean - standard_mean), 2)) as half_width
    from intervals
)

select
    {{ hash_key(['month', 'segment', 'question']) }} as score_id,
    month,
    segment,
    question,
    invited,
    responses,
    responses / cast(invited as double) as response_rate,
    100 * raw_mean as raw_score,
    100 * mean as weighted_score,
    100 * standard_mean as standard_score,
    coalesce(n_effective, 0) as n_effective,
    100 * sqrt(coalesce(added_variance, 0)) as weighting_error,
    -- A share is between 0 and 1, whatever the last digits say.
    100 * case
        when question = 'recommend' then greatest(centre - half_width, -1)
        when centre - half_width > 1e-12 then centre - half_width
        else 0
    end as low,
    100 * least(centre + half_width, 1) as high,
    weighting_basis,
    note
from doubted
