-- One row per line of business: the numbers of the version that history is told by.
{%- set windows = [
    'active_days', 'lost_days', 'grace_days', 'notice_days', 'new_days', 'at_risk_share',
    'at_risk_purchases'
] %}
with

windows as (
    select * from {{ lifecycle_policy('lifecycle_windows', windows) }} as policy
),

qualifying as (
    select *
    from {{ lifecycle_policy('qualifying_purchases', ['more_than_amount', 'least_days_covered']) }}
        as policy
)

select
    windows.*,
    qualifying.more_than_amount,
    qualifying.least_days_covered
from windows
left join qualifying on windows.line_of_business = qualifying.line_of_business
