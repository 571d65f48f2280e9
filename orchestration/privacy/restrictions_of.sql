-- One row per hash of what only this customer is known by: record, address or number.
select distinct keyed(message) as hash
from (
    select
        'id|' || department || '|' || upper(trim(source_record_id)) as message, customer_id
    from identity.crosswalk
    where valid_to is null
    union all
    select 'email|' || compared_email(s.email), c.customer_id
    from identity.standardised as s join identity.crosswalk as c using (record_id)
    where c.valid_to is null
    union all
    select 'phone|' || compared_phone(s.phone), c.customer_id
    from identity.standardised as s join identity.crosswalk as c using (record_id)
    where c.valid_to is null
)
where message is not null
group by message
having count(distinct customer_id) = 1 and min(customer_id) = ?
