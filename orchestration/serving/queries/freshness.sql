-- One row per contracted extract, the late ones first.
select
    department, table_name, last_delivered_on, hours_since_delivery, freshness_hours,
    last_records, usual_records, is_late, is_small, is_large
from published.marts.delivery_freshness
order by is_late desc nulls last, is_small desc nulls last, department, table_name
limit $most
