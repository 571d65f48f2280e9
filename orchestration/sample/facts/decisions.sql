-- One row per underwriting decision.
with all_of_them as (
    select policy_key * 8 as decision_key, person_id, policy_number, 'insurance' as line_of_business,
        'accept' as decision, 'within appetite' as reason, issued_at as decided_at, starts_on as effective_on
    from policies where not is_renewal
    union all
    select policy_key * 8 + 1, person_id, policy_number, 'insurance', 'cancel',
        if(is_for_arrears, 'premium not paid', one_of(policy_key, 'why', ['misstated facts', 'claims record'])),
        office_hours((cancelled_on - whole(policy_key, 'decided', 3, 8)::integer)::date, policy_key, 'decided'),
        cancelled_on
    from policies where cancelled_by = 'company'
    union all
    select policy_key * 8 + 2, person_id, policy_number, 'insurance', 'non_renew',
        one_of(policy_key, 'why', ['claims record', 'outside appetite', 'flood area']),
        office_hours((ends_on - whole(policy_key, 'notice', 20, 29)::integer)::date, policy_key, 'decided'),
        ends_on
    from policies where ending = 'not renewed by company'
    union all
    -- Quotes that risk declined: no policy came of them.
    select person_id * 1024 + 500, person_id, null, 'insurance', 'decline', 'outside appetite',
        office_hours((free_from + days(u(person_id, 'quote')
            * date_diff('day', free_from, until_on())))::date, person_id, 'quoted'), null
    from crowd where age >= 20 and chance(person_id, 'declined', 0.02)
    union all
    -- Credit accounts of the shop.
    select person_id * 1024 + 501, person_id, null, 'retail',
        if(chance(person_id, 'credit refused', 0.15), 'decline', 'accept'), 'credit score',
        office_hours((arrives_on + whole(person_id, 'credit', 0, 60)::integer)::date, person_id, 'credit'),
        arrives_on
    from shoppers where chance(person_id, 'credit', 0.15)
    union all
    select person_id * 1024 + 502, person_id, null, 'retail', 'cancel', 'credit arrears',
        office_hours((arrives_on + whole(person_id, 'credit ends', 90, 500)::integer)::date,
            person_id, 'credit ends'), null
    from shoppers
    where chance(person_id, 'credit', 0.15) and not chance(person_id, 'credit refused', 0.15)
        and chance(person_id, 'credit cancelled', 0.35)
)

select *, code('DC', decision_key) as decision_id
from all_of_them
where decided_at < until_at()
