-- One row per customer who is held out of all programmes.
-- The log names customers by the numbers of its day. Who was drawn twice, or merged with somebody
-- who may be written to, stays held out.
select distinct coalesce(redirects.replaced_by, log.customer_id) as customer_id
from {{ ref('assignments') }} as log
left join {{ ref('retired_numbers') }} as redirects
    on log.customer_id = redirects.customer_id
where log.purpose = 'control' and log.is_holdout
