create table identity_work.evidence as
select * replace (
    {email},
    {phone},
    {phone_alternative},
    {national_id},
    {loyalty_number}
),
coalesce(sha256({address}) in (
    select value_hash from identity.dropped_values where field = 'address'
), false) as is_shared_address
from identity_work.standardised
