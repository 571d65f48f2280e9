with lived as (
    select distinct p.part, s.customer_id
    from identity_work.spans as s
    inner join identity_work.parts as p on s.n = p.n
),
sizes as (
    select
        p.part,
        count(distinct s.customer_id) as people,
        min(s.valid_from) as since,
        bool_or(s.valid_to is null) as is_lived_in
    from identity_work.spans as s
    inner join identity_work.parts as p on s.n = p.n
    group by p.part
),
common as (
    select a.part as old, b.part as new, count(*) as people
    from lived as a
    inner join lived as b on a.customer_id = b.customer_id and a.part <> b.part
    group by a.part, b.part
    having count(*) >= 2
)
select c.old, c.new
from common as c
inner join sizes as o on c.old = o.part
inner join sizes as n on c.new = n.part
where 2 * c.people > o.people and 2 * c.people > n.people
    and ({undated} or (o.since < n.since and not o.is_lived_in))
qualify row_number() over (partition by c.old order by c.people desc, n.since, c.new) = 1
