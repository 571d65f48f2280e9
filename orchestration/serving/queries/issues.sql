-- One row per department, rule and status of what cleansing found.
select department, rule, status, any_value(owner) as owner, count(*) as records
from published.marts.quality_issues
group by department, rule, status
order by status = 'open' desc, records desc, department, rule
limit $most
