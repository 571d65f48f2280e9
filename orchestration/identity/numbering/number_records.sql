-- One row per record: its group and customer.
create or replace table identity_work.numbered as
select
    a.*,
    n.customer_id
from identity_work.assigned as a
inner join identity_work.grp_numbers as n on a.grp = n.grp;

-- One row per record that would have another number without stewards.
delete from identity.numbers_apart
where record_id in (select record_id from identity_work.assigned);
insert into identity.numbers_apart
select
    r.record_id,
    b.customer_id
from identity_work.numbered as r
inner join identity_work.base_numbers as b on r.base = b.grp
where r.customer_id <> b.customer_id
order by r.record_id;
