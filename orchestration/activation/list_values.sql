create schema if not exists identity_work;
create or replace table list_values as
select
    row_number() over () as record_id, kind, value,
    case when kind = 'email' then value end as email,
    case when kind = 'phone' then value end as phone
from (select distinct kind, value from list_points where kind in ('email', 'phone'))
