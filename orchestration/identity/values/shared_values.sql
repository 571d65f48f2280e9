create or replace table identity_work.hubs as
with phones as (
    select phone from identity_work.standardised
    union
    select phone_alternative from identity_work.standardised
),
found as (
    {counted}
    union all
    select 'email', mailbox, 'sentinel', null
    from identity_work.standardised
    where split_part(email, '@', 1) in ({names})
        or split_part(email, '@', 2) in ({domains})
    union all
    select 'phone', phone, 'sentinel', null
    from phones
    where length(replace(right(phone, 7), right(phone, 1), '')) = 0
        or right(phone, 7) in ('1234567', '3456789')
)
select field, value, min(reason) as reason, max(people) as people
from found
group by field, value
