-- One row per customer and restriction of the use of their data.
select
    customer_id,
    restriction,
    since
from {{ source('identity', 'customer_restrictions') }}
