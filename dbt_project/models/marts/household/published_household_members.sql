-- One row per household, customer and stay.
select
    household_member_id,
    household_id,
    customer_id,
    role,
    reason,
    confidence,
    valid_from,
    valid_to
from {{ ref('household_members') }}
