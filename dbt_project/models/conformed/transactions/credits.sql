-- One row per credit that stands by itself: money given back for what no known order explains.
select
    order_number as credit_id,
    record_id,
    customer_id,
    line_of_business,
    ordered_on as credited_on,
    revenue,
    margin
from {{ ref('orders') }}
where standing = 'stands' and revenue < 0
