-- One row per household: its number is that of its founder.
create or replace table identity_work.roots as
select
    h.root,
    'H-' || upper(left(md5(s.home || '|' || s.customer_id), 10)) as household_id
from identity_work.spans as s
inner join identity_work.parts as p on s.n = p.n
inner join identity_work.households as h on p.part = h.part and h.part = h.root
inner join identity_work.profiles as f on s.customer_id = f.customer_id
qualify row_number() over (
    partition by h.root order by f.first_seen_at nulls last, s.customer_id
) = 1
