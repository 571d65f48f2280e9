-- One row per record that is the company's own: a test account, or one of its people's.
select record_id, min(state) as state
from {{ ref('record_flags') }}
where state in ('staff', 'test')
group by record_id
