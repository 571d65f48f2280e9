-- One row per survey response and driver rated: question `rating_<driver>` of a response.
with

ratings as (
    select
        *,
        dense_rank() over (partition by invitation_id order by responded_at, response_id) as nth
    from {{ ref('feed_answers') }}
    where {{ until_as_of('responded_at') }}
),

customers as (
    select
        invitations.invitation_id,
        owners.customer_id
    from {{ ref('feed_invitations') }} as invitations
    left join {{ ref('record_owners') }} as owners
        on invitations.record_id = owners.record_id
        and {{ is_owner_at('invitations.invited_at') }}
)

select
    ratings.response_id,
    ratings.invitation_id,
    customers.customer_id,
    substr(ratings.question, 8) as driver,
    cast(ratings.score as integer) as rating
from ratings
left join customers
    on ratings.invitation_id = customers.invitation_id
where ratings.nth = 1
    and ratings.question like 'rating!_%' escape '!'
    and ratings.score between 1 and 5
