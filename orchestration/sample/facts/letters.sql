-- One row per letter that risk posts.
with written as (
    select decision_key * 2 as letter_key, person_id, decision_id,
        if(decision = 'cancel', 'cancellation', 'non_renewal') as letter_type,
        decided_at + seconds(whole(decision_key, 'posted', 3600, 90000)) as posted_at
    from decisions
    where line_of_business = 'insurance' and decision in ('cancel', 'non_renew')
    union all
    select premium_key * 64 + 1, person_id, null, 'arrears',
        office_hours((due_on + whole(premium_key, 'letter', 10, 14)::integer)::date, premium_key,
            'letter')
    from premiums
    where is_missed
)

select *, code('LT', letter_key) as letter_id
from written
where posted_at < until_at()
