-- One row per reason to contact the company, with the moment of the first contact.
with sources as (
    select c.person_id, c.order_key * 8 as source_key, 'delivery' as topic, c.order_number,
        null as policy_number, 'ordinary' as kind,
        c.first_try_at + seconds(whole(c.order_key, 'asks', 5000, 130000)) as first_at
    from consignments c
    where chance(c.order_key, 'asks where', if(c.fails or c.is_slow, 0.4, 0.008))
    union all
    select person_id, order_key * 8 + 1, 'returns', order_number, null, 'ordinary',
        min(returned_at) + seconds(whole(order_key, 'asks', 90000, 700000))
    from returns where is_by_customer and chance(order_key, 'asks refund', 0.14)
    group by person_id, order_key, order_number
    union all
    select person_id, order_key * 8 + 2, 'product', order_number, null, 'ordinary',
        on_day((delivered_at + days(whole(order_key, 'fault', 2, 25)))::date, order_key, 'fault')
    from consignments where delivered_at is not null and chance(order_key, 'faulty', 0.03)
    union all
    select person_id, order_key * 8 + 3, 'billing', order_number, null, 'ordinary',
        on_day((ordered_at + days(whole(order_key, 'bill', 2, 20)))::date, order_key, 'bill')
    from orders where chance(order_key, 'bill wrong', 0.01)
    union all
    select person_id, order_key * 8 + 4, 'website', order_number, null, 'ordinary',
        ordered_at + seconds(whole(order_key, 'site', 600, 70000))
    from orders
    where channel <> 'phone' and chance(order_key, 'checkout trouble', 0.03)
        and chance(order_key, 'reports trouble', 0.35)
    union all
    select person_id, premium_key * 8 + 5, 'billing', null, policy_number, 'ordinary',
        on_day((due_on + whole(premium_key, 'pays', 11, 20)::integer)::date, premium_key, 'pays')
    from premiums where is_missed and chance(premium_key, 'asks', 0.35)
    union all
    select person_id, claim_key * 8 + 6, 'claim', null, policy_number, 'ordinary',
        on_day((opened_at + days(whole(claim_key, 'chases', 4, 20)))::date, claim_key, 'chases')
    from claims where chance(claim_key, 'chases', if(handling_days > 30, 0.7, 0.3))
    union all
    select person_id, policy_key * 8 + 7, 'policy', null, policy_number, 'ordinary',
        on_day((starts_on + days(whole(policy_key, 'question', 10, 340)))::date, policy_key,
            'question')
    from policies where chance(policy_key, 'question', 0.08) and cancelled_on is null
    union all
    select person_id, policy_key * 8 + 3, 'policy', null, policy_number, 'cancelled',
        office_hours((cancelled_on - whole(policy_key, 'asked', 3, 6)::integer)::date, policy_key,
            'asked')
    from policies where cancelled_by = 'customer' and chance(policy_key, 'asks first', 0.75)
    union all
    select person_id, policy_key * 8 + 4, 'policy', null, policy_number, 'saved',
        office_hours((starts_on + whole(policy_key, 'asked', 40, 300)::integer)::date, policy_key,
            'asked')
    from policies
    where cancelled_on is null and ending <> 'customer cancels'
        and not chance(policy_key, 'question', 0.08) and chance(policy_key, 'talked out', 0.035)
    union all
    select person_id, person_id * 8 + 6, 'complaint', null, null, 'ordinary',
        on_day((arrives_on + days(u(person_id, 'complaint day') * 700))::date, person_id,
            'complaint')
    from shoppers where chance(person_id, 'complains', 0.02)
)

select
    *, row_number() over (partition by person_id order by first_at, source_key) as issue_no,
    person_id * 512
        + row_number() over (partition by person_id order by first_at, source_key) as issue_key,
from sources
where first_at < until_at()
qualify issue_no < 500
