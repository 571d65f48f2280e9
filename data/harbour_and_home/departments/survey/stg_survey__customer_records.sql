-- One row per invitation, standing for the person invited, in the shape of a customer record.
select
    {{ customer360.customer_record(
        department='survey',
        entity='invitee',
        source_record_id='invitation_id',
        first_seen_at='invited_at',
        last_seen_at='invited_at',
        has=['full_name', 'email', 'phone', 'postcode'],
    ) }}
from {{ ref('stg_survey__invitations') }}
