-- One row per survey invitation, with the problems the invited customer had met by then.
with

invitations as (
    select
        invitation_id,
        customer_id,
        reference,
        invited_at
    from {{ ref('survey_answers') }}
    where question = 'satisfied'
),

-- What went wrong in the very thing the invitation asks about.
reference_problems as (
    select
        invitations.invitation_id,
        count(distinct progress.step) as problems
    from invitations
    inner join {{ ref('journey_progress') }} as progress
        on invitations.reference = progress.reference
        and progress.occurred_at <= invitations.invited_at
    where progress.is_problem
    group by invitations.invitation_id
),

recent_problems as (
    select
        invitations.invitation_id,
        count(*) as problems
    from invitations
    inner join {{ ref('interactions') }} as interactions
        on invitations.customer_id = interactions.customer_id
        and interactions.occurred_at <= invitations.invited_at
        and {{ seconds_between('interactions.occurred_at', 'invitations.invited_at') }}
        <= {{ journey_limit('recent_problem') }} * 86400
    where interactions.is_problem
    group by invitations.invitation_id
),

ratings as (
    select
        invitations.invitation_id,
        min(deliveries.stars) as stars
    from invitations
    inner join {{ ref('deliveries') }} as deliveries
        on invitations.reference = deliveries.order_number
        and deliveries.rated_at <= invitations.invited_at
    group by invitations.invitation_id
)

select
    invitations.invitation_id,
    coalesce(reference_problems.problems, 0) as reference_problems,
    coalesce(recent_problems.problems, 0) as recent_problems,
    ratings.stars
from invitations
left join reference_problems
    on invitations.invitation_id = reference_problems.invitation_id
left join recent_problems
    on invitations.invitation_id = recent_problems.invitation_id
left join ratings
    on invitations.invitation_id = ratings.invitation_id
