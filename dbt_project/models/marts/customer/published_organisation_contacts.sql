-- One row per organisation and person who is its contact, with what the two share.
select organisation_id, customer_id, shares, since
from {{ ref('organisation_contacts') }}
