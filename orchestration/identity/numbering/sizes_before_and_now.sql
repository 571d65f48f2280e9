create or replace temp table before_sizes as
select customer_id, count(*) as n from ({source}) group by customer_id;
create or replace temp table now_sizes as
select customer_id, count(*) as n from identity_work.numbered group by customer_id;
create or replace temp table common as
select n.record_id, n.customer_id, b.customer_id as published_id
from identity_work.numbered as n
inner join ({source}) as b on n.record_id = b.record_id;
create or replace temp table stewarded as
select distinct customer_id from identity_work.numbered where matched_by = 'steward';
{mixed_now};
{mixed_before}
