-- One row per shop account; some people have two.
with opened as (
    select s.person_id, s.person_id * 4 as account_key, s.arrives_on, s.has_loyalty_card, 0 as copy
    from shoppers s where s.has_account
    union all
    select s.person_id, s.person_id * 4 + 1, s.arrives_on, s.has_loyalty_card, 1
    from shoppers s where s.has_second_account
),

first_orders as (
    select person_id, min(ordered_at) as first_at from base_orders group by person_id
)

select
    o.account_key, o.person_id, o.copy,
    code('AC', o.account_key) as account_id,
    f.first_at - seconds(whole(o.account_key, 'before', 60, 600)) as created_at,
    not chance(o.account_key, 'no marketing', 0.14) as accepts_marketing,
    if(o.has_loyalty_card, 'HH' || lpad((mixed(o.person_id, 'card') % 10000000000)::varchar, 10,
        '0'),
        null) as loyalty_number,
from opened o
join first_orders f using (person_id)
