-- One row per customer and restriction that holds for a record of theirs.
insert into identity.customer_restrictions
with held as (
    select
        'id|' || department || '|' || upper(trim(source_record_id)) as message, customer_id
    from identity.crosswalk
    where valid_to is null
    union
    select 'email|' || compared_email(s.email), c.customer_id
    from identity.standardised as s join identity.crosswalk as c using (record_id)
    where c.valid_to is null
    union
    select 'phone|' || compared_phone(s.phone), c.customer_id
    from identity.standardised as s join identity.crosswalk as c using (record_id)
    where c.valid_to is null
)
select held.customer_id, r.restriction, min(r.since)
from held join restrictions_asked as r on r.hash = keyed(held.message)
group by all
