create or replace table list_standardised as
select v.kind, v.value, s.email, s.phone, s.phone_alternative
from list_values as v
join identity_work.standardised as s on v.record_id::varchar = s.record_id
