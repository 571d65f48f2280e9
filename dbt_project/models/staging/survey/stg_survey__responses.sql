-- One row per answered invitation.
select
    {{ clean('response_id') }},
    {{ clean('invitation_id') }},
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
    {{ clean('verbatim') }}
from {{ source('raw_survey', 'responses') }}
