-- One row per customer and reason not to make them an offer now.
with

cases as (
    select * from {{ ref('cases') }}
),

premiums as (
    select * from {{ ref('premiums') }}
),

decisions as (
    select * from {{ ref('decisions') }}
),

consents as (
    select * from {{ ref('consents') }}
),

complaints as (
    select customer_id, 'open complaint' as reason
    from cases
    where is_open and is_complaint
),

arrears as (
    select customer_id, 'payment in arrears' as reason
    from premiums
    where status = 'missed' and paid_on is null
        and due_on >= {{ add_days(as_of(), -365) }} and {{ until_as_of('due_on') }}
),

refusals as (
    select customer_id, 'we cancelled or refused cover' as reason
    from decisions
    where decision in ('cancel', 'non_renew', 'decline')
        and {{ add_days('cast(decided_at as date)', 365) }} >= {{ as_of() }}
),

opt_outs as (
    select customer_id, 'opted out of marketing' as reason
    from consents
    where purpose = 'marketing' and valid_to is null
    group by customer_id
    having max(case when is_allowed then 1 else 0 end) = 0
),

barriers as (
    select * from complaints
    union distinct
    select * from arrears
    union distinct
    select * from refusals
    union distinct
    select * from opt_outs
)

select customer_id, reason
from barriers
where customer_id is not null
