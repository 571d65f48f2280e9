with held as (
    select p.department, g.grp, count(*) as records
    from identity_work.payload_records as p
    inner join identity_work.groups as g on p.node = g.node
    group by p.department, g.grp
)
select department
from held
where (select count(distinct department) from identity_work.payload_records) > 1
group by department
having count(*) >= {customers_from} and avg(cast(records > 1 as int)) <= {rare}
order by department
