-- One row per group: its number, inherited from the customer it shared most, or drawn.
create or replace table {into} as
with oldest as (
    select
        grp,
        record_id as oldest,
        first_seen_at
    from {groups}
    qualify row_number() over (partition by grp order by first_seen_at nulls last, record_id) = 1
),
shared as (
    select
        g.grp,
        b.customer_id,
        count(*) as records,
        min(g.first_seen_at) as first_seen_at
    from {groups} as g
    inner join {before} as b on g.record_id = b.record_id
    group by g.grp, b.customer_id
),
homes as (
    select o.*
    from shared as o
    inner join oldest as g on o.grp = g.grp
    qualify row_number() over (
        partition by o.customer_id order by o.records desc, g.first_seen_at nulls last, g.oldest
    ) = 1
),
survivors as (
    select
        grp,
        customer_id
    from homes
    qualify row_number() over (
        partition by grp order by first_seen_at nulls last, records desc, customer_id
    ) = 1
),
drawn as (
    select
        g.grp,
        customer_number(md5_number_lower(g.oldest || '#' || t.attempt)) as customer_id
    from oldest as g
    cross join (select unnest(range(cast($attempts as bigint))) as attempt) as t
    anti join survivors as s on g.grp = s.grp
    left join identity_work.taken as k
        on customer_number(md5_number_lower(g.oldest || '#' || t.attempt)) = k.customer_id
    where k.customer_id is null
    qualify row_number() over (partition by g.grp order by t.attempt) = 1
)
select
    g.grp,
    coalesce(s.customer_id, d.customer_id) as customer_id
from oldest as g
left join survivors as s on g.grp = s.grp
left join drawn as d on g.grp = d.grp;
