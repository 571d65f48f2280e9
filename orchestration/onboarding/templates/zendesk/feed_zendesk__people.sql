-- One row per user who is no agent, and per requester of whom nothing else is known.
with

unlisted as (
    select
        tickets.requester_id,
        min(tickets.opened_at) as first_opened_at,
        max(tickets.opened_at) as last_opened_at
    from {{ ref('stg_zendesk__tickets') }} as tickets
    left join {{ ref('stg_zendesk__users') }} as users
        on tickets.requester_id = users.user_id
    where users.user_id is null
    group by tickets.requester_id
)

select
    {{ customer360.feed({
        'record_id': 'user_id',
        'entity': "'requester'",
        'full_name': 'full_name',
        'email': 'email',
        'phone': 'phone',
        'first_seen_at': 'created_at',
        'last_seen_at': 'coalesce(updated_at, created_at)',
    }) }}
from {{ ref('stg_zendesk__users') }}
where coalesce(role, 'end-user') = 'end-user'
union all
select
    {{ customer360.feed({
        'record_id': 'requester_id',
        'entity': "'requester'",
        'first_seen_at': 'first_opened_at',
        'last_seen_at': 'last_opened_at',
    }) }}
from unlisted
