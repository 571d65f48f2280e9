-- One row per underwriting decision.
with credit as (
    select
        person_id, arrives_on, person_id * 1024 + 501 as decision_key,
        arrives_on + whole(person_id, 'credit', 0, 60) as opened_on,
        arrives_on + whole(person_id, 'credit ends', 90, 500) as closed_on,
        chance(person_id, 'credit refused', 0.15) as is_refused,
        chance(person_id, 'credit cancelled', 0.35) as is_cancelled,
    from shoppers
    where chance(person_id, 'credit', 0.15)
),

taken as (
    select policy_key * 8 as decision_key, person_id, policy_number,
        'insurance' as line_of_business, 'accept' as decision, 'within appetite' as reason,
        issued_at as decided_at, starts_on as effective_on,
    from policies
    where not is_renewal
    union all
    select policy_key * 8 + 1, person_id, policy_number, 'insurance', 'cancel',
        if(is_for_arrears, 'premium not paid',
            one_of(policy_key, 'why', ['misstated facts', 'claims record'])),
        office_hours((cancelled_on - whole(policy_key, 'decided', 3, 8))::date, policy_key,
            'decided'),
        cancelled_on,
    from policies
    where cancelled_by = 'company'
    union all
    select policy_key * 8 + 2, person_id, policy_number, 'insurance', 'non_renew',
        one_of(policy_key, 'why', ['claims record', 'outside appetite', 'flood area']),
        office_hours((ends_on - whole(policy_key, 'notice', 20, 29))::date, policy_key, 'decided'),
        ends_on,
    from policies
    where ending = 'not renewed by company'
    union all
    -- Quotes that risk declined: no policy came of them.
    select person_id * 1024 + 500, person_id, null, 'insurance', 'decline', 'outside appetite',
        office_hours((free_from + days(u(person_id, 'quote')
            * date_diff('day', free_from, until_on())))::date, person_id, 'quoted'), null,
    from crowd
    where age >= 20 and chance(person_id, 'declined', 0.02)
    union all
    -- Credit accounts of the shop.
    select decision_key, person_id, null, 'retail', if(is_refused, 'decline', 'accept'),
        'credit score', office_hours(opened_on::date, person_id, 'credit'), arrives_on,
    from credit
    union all
    select decision_key + 1, person_id, null, 'retail', 'cancel', 'credit arrears',
        office_hours(closed_on::date, person_id, 'credit ends'), null,
    from credit
    where is_cancelled and not is_refused
)

select *, code('DC', decision_key) as decision_id
from taken
where decided_at < until_at()
