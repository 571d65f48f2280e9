-- One row per survey invitation.
with occasions as (
    select person_id, 'purchase' as trigger, order_number as reference,
        office_hours((ordered_at + days(whole(order_key, 'ask', 3, 5)))::date, order_key,
            'invited') as invited_at,
        order_key * 4 as source_key
    from orders where not is_cancelled and chance(order_key, 'ask about purchase', 0.11)
    union all
    select person_id, 'delivery', order_number,
        office_hours((delivered_at + days(1))::date, order_key, 'invited'), order_key * 4 + 1
    from consignments where delivered_at is not null
        and chance(order_key, 'ask about delivery', 0.11)
    union all
    select person_id, 'service', case_id, closed_at + days(1), case_key * 4 + 2
    from cases where closed_at is not null and chance(case_key, 'ask about service', 0.35)
    union all
    select person_id, 'claim', claim_id, would_close_at + days(3), claim_key * 4 + 3
    from claims where chance(claim_key, 'ask about claim', 0.7)
    union all
    select person_id, 'relationship', null,
        office_hours(make_date(y, 2, whole(person_id * 128 + y % 100, 'day', 10, 20)::integer),
            person_id, 'invited'),
        (person_id * 128 + y % 100) * 4 + 2000000000003
    from (select person_id, min(issued_at) as since from policies group by person_id
        union all select person_id, arrives_on::timestamp from shoppers),
        unnest(range(year(start_on()) + 1, year(until_on()) + 1)) t(y)
    where since < make_date(y, 1, 1) and chance(person_id * 128 + y % 100, 'ask in general', 0.45)
    group by person_id, y
),

reachable as (
    select
        o.*, c.email is not null and chance(o.source_key, 'by email', 0.9) as by_email,
        row_number() over (partition by o.person_id order by o.invited_at, o.source_key) as no,
    from occasions o
    join crowd c using (person_id)
    where c.birth_on < until_on() - to_years(16) and o.invited_at < until_at()
        and (c.email is not null or c.phone is not null)
),

asked as (
    select
        r.*, person_id * 512 + no as invitation_key,
        exists (from denials d where d.person_id = r.person_id and d.purpose = 'research'
            and d.channel = if(r.by_email, 'email', 'sms') and d.valid_from < r.invited_at
            and r.invited_at < d.valid_to) as is_denied,
    from reachable r
    where no < 512
)

select
    person_id, trigger, reference, invited_at, by_email, is_denied, invitation_key,
    code('IV', invitation_key) as invitation_id,
from asked
where not is_denied or chance(invitation_key, 'slips', param('breach_rate') * 3)
