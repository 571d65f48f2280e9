-- One row per claim.
with happened as (
    select
        p.*, p.policy_key * 4 as claim_key,
        least(p.ends_on, coalesce(p.cancelled_on, p.ends_on), until_on()) as last_on,
    from policies p
    where chance(p.policy_key, 'claim', param('claims_per_term')) and p.starts_on < until_on() - 5
),

told as (
    select
        *,
        (starts_on + days(u(claim_key, 'day') * date_diff('day', starts_on, last_on)))::date
            as incident_on,
    from happened
),

opened as (
    select
        *,
        on_day((incident_on + days(whole(claim_key, 'told', 0, 4)))::date, claim_key, 'opened')
            as opened_at,
        exp(2.6 + 0.75 * normal(claim_key, 'handling')) as handling_days,
    from told
)

select
    claim_key, code('CL', claim_key) as claim_id, policy_key, policy_number, person_id, product,
    incident_on, opened_at, handling_days,
    office_hours((opened_at + days(greatest(2, handling_days)))::date, claim_key, 'closed')
        as would_close_at,
    case
        when u(claim_key, 'result') < 0.80 then 'settled'
        when u(claim_key, 'result') < 0.92 then 'rejected'
        else 'withdrawn'
    end as result,
    round(if(product = 'motor', 900, 600) * exp(0.8 * normal(claim_key, 'size')), 2)::decimal(12, 2)
        as amount_gbp,
from opened
where opened_at < until_at()
