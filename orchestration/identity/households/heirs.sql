-- One row per household that goes on under the number of an erased founder.
create or replace table identity_work.heirs as
with kept as (
    select
        unnest($numbers::varchar[]) as household_id,
        unnest($members::varchar[]) as member
),
held as (
    select
        k.household_id,
        h.root,
        count(distinct s.customer_id) as members,
        min(coalesce(s.valid_from, date '0001-01-01')) as since
    from kept as k
    anti join identity_work.roots as r on k.household_id = r.household_id
    inner join identity_work.spans as s on k.member = keyed('customer|' || s.customer_id)
    inner join identity_work.parts as p on s.n = p.n
    inner join identity_work.households as h on p.part = h.part
    group by k.household_id, h.root
    qualify row_number() over (
        partition by k.household_id order by members desc, since, h.root
    ) = 1
)
select root, household_id
from held
qualify row_number() over (
    partition by root order by members desc, since, household_id
) = 1
