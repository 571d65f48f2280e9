-- One row per retired customer number, with the one that stands for it.
select customer_id, replaced_by
from {{ source('identity', 'redirects') }}
