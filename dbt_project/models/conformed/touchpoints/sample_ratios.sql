-- One row per campaign or action with a holdout: whether its arms have the sizes that were planned.
-- The ratio is checked on the assignments as they were made, before customers are merged.
with assigned as (
    select
        assignments.campaign_id,
        cast(sum(assignments.assignments) as double) as assigned,
        cast(sum(assignments.held_out_assignments) as double) as held_out,
        cast(sum(assignments.assignments) as double) * max(campaigns.holdout_share) as expected,
        cast(sum(case when assignments.arm = 'both' then 1 else 0 end) as integer) as in_both_arms
    from {{ ref('campaign_assignments') }} as assignments
    inner join {{ ref('campaigns') }} as campaigns
        on assignments.campaign_id = campaigns.campaign_id
    group by assignments.campaign_id
),

-- Pearson's chi-square with one degree of freedom.
checked as (
    select
        campaign_id, in_both_arms,
        power(held_out - expected, 2) / nullif(expected, 0)
        + power(held_out - expected, 2) / nullif(assigned - expected, 0) as chi2
    from assigned
)

select
    checked.campaign_id, checked.chi2, checked.in_both_arms,
    coalesce(checked.chi2 <= rules.sample_ratio_chi2, false) as is_ok
from checked
cross join {{ policy('outcome_rules') }} as rules
