-- One row per record that names a second customer besides the one it is counted for.
create or replace table identity_work.also_named as
with members as (
    select
        base,
        customer_id,
        count(*) as records
    from identity_work.numbered
    group by base, customer_id
),
found as (
    select
        r.record_id,
        m.customer_id as also_customer_id
    from identity_work.hosts as h
    inner join identity_work.naming_groups as g on h.guest = g.grp
    inner join (
        select n.record_id, n.customer_id, p.node
        from identity_work.numbered as n
        inner join identity_work.payload_records as p on n.record_id = p.record_id
    ) as r on g.node = r.node
    inner join members as m on h.host = m.base
    where h.place > 1 and m.customer_id <> r.customer_id
    qualify row_number() over (
        partition by r.record_id order by m.records desc, m.customer_id
    ) = 1
)
select * from found;

update identity.crosswalk as c set also_customer_id = a.also_customer_id
from (
    select c.record_id, a.also_customer_id
    from identity.crosswalk as c
    left join identity_work.also_named as a on c.record_id = a.record_id
    where c.valid_to is null and c.also_customer_id is distinct from a.also_customer_id
) as a
where c.valid_to is null and c.record_id = a.record_id;
