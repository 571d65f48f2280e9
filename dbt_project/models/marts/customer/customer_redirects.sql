-- One row per retired customer number: where its customer is found now.
select
    customer_id,
    replaced_by,
    event,
    cast(occurred_on as timestamp) as occurred_at
from {{ source('identity', 'redirects') }}
