-- One row per customer with a record that has this e-mail address or phone number.
select c.customer_id, 'e-mail' as how
from identity.standardised as s join identity.crosswalk as c using (record_id)
where c.valid_to is null and s.email = compared_email($said)
union
select c.customer_id, 'phone'
from identity.standardised as s join identity.crosswalk as c using (record_id)
where c.valid_to is null and not contains($said, '@') and compared_phone($said) in (
    compared_phone(s.phone), compared_phone(s.phone_alternative)
)
