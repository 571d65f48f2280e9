-- One row per line of business and decision of risk after which a loss is the company's doing.
select
    policy.line_of_business,
    policy.decision,
    policy.policy_version
from {{ lifecycle_policy('ended_by_rules', ['decision', 'ended_by']) }} as policy
where policy.ended_by = 'company'
