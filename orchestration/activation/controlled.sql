-- One row per customer of today whom the control group holds out of everything.
create or replace table controlled as
select distinct coalesce(r.replaced_by, l.customer_id) as customer_id
from log as l
left join published.marts.customer_redirects as r on l.customer_id = r.customer_id
where l.purpose = $controls and l.is_holdout
