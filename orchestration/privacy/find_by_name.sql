-- One row per customer with a record of this name at this postcode.
select c.customer_id, 'name and postcode' as how
from identity.standardised as s join identity.crosswalk as c using (record_id)
where c.valid_to is null
    and compared_place(s.postcode) = compared_place($postcode)
    and (
        compared_name(concat_ws(' ', s.given_name, s.middle_name, s.family_name))
            = compared_name($name)
        or compared_name(concat_ws(' ', s.given_name, s.family_name)) = compared_name($name)
    )
