-- One row per parcel that is addressed to both partners of the recipient's home.
with addressed as (
    select c.order_key, coalesce(o.recipient_id, c.person_id) as person_id, c.ordered_at::date as day
    from consignments c
    join orders o using (order_key)
    where chance(c.order_key, 'for both', param('joint_parcels'))
),

partners as (
    select person_id, household_id, valid_from, coalesce(valid_to, date '9999-12-31') as gone_on
    from memberships
    where role in ('head', 'partner')
)

select a.order_key, a.person_id, b.person_id as partner_id, c.given_name, c.family_name,
from addressed a
join partners m on m.person_id = a.person_id and a.day >= m.valid_from and a.day < m.gone_on
join partners b
    on b.household_id = m.household_id and b.person_id <> a.person_id
    and a.day >= b.valid_from and a.day < b.gone_on
join crowd c on c.person_id = b.person_id
qualify count(*) over (partition by a.order_key) = 1
