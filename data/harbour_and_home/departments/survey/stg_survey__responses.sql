-- One row per answered invitation.
select
    {{ customer360.clean('response_id') }},
    {{ customer360.clean('invitation_id') }},
    responded_at,
    satisfied,
    repurchase,
    recommend,
    rating_website,
    rating_stock,
    rating_delivery,
    rating_call_centre,
    rating_claims,
    rating_price,
    {{ customer360.clean('verbatim') }}
from {{ source('raw_survey', 'responses') }}
