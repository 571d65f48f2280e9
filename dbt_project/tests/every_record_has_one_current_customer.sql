-- Source records without a current customer number, or with several.
select
    records.record_id,
    count(crosswalk.customer_id) as customers
from {{ ref('customer_records') }} as records
left join {{ ref('crosswalk') }} as crosswalk on records.record_id = crosswalk.record_id
group by records.record_id
having count(crosswalk.customer_id) <> 1
