create or replace table identity.drift as
with measured as ({rows})
select
    m.measure,
    round(m.value, 6) as value,
    round(m.before, 6) as before,
    round(m.largest, 6) as largest,
    coalesce(m.value <= m.largest, true) as is_within_limit,
    a.customers_hash is not null as is_accepted
from measured as m
left join (select distinct customers_hash from identity.accepted_drift) as a
    on a.customers_hash = ({hashed})
order by m.measure;
drop table before_sizes; drop table now_sizes; drop table common; drop table stewarded;
drop table mixed_now; drop table mixed_before
