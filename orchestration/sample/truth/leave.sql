-- One row per policy that its holder cancelled, or was talked out of cancelling.
with asked as (
    select
        k.policy_number, any_value(k.person_id) as person_id, any_value(k.kind) as kind,
        any_value(k.closed_at) as closed_at, any_value(i.issue_id) as issue_id,
    from cases k
    join truth.issues i using (case_key)
    where k.resolution in ('saved', 'cancelled')
    group by k.policy_number
),

stories as (
    select
        a.*, min(i.started_at) as first_at, min(i.started_at) filter (i.place = 2) as repeated_at,
        min(k.opened_at) filter (k.is_complaint) as complained_at,
    from asked a
    join truth.issues i using (issue_id)
    join cases k using (case_key)
    group by all
),

going as (
    select policy_number, person_id, cancelled_on::timestamp as cancelled_at
    from policies where cancelled_by = 'customer'
)

select
    coalesce(g.person_id, s.person_id) as person_id, 'leave' as goal,
    coalesce(g.policy_number, s.policy_number) as reference,
    coalesce(s.first_at, g.cancelled_at) as started_at, coalesce(g.cancelled_at, s.closed_at)
        as ended_at,
    if(g.policy_number is null, 'saved', 'left') as outcome,
    [
        {'happened_at': s.repeated_at, 'place': 1, 'step': 'repeat_contact'},
        {'happened_at': s.complained_at, 'place': 2, 'step': 'complaint'},
        {'happened_at': g.cancelled_at, 'place': 3, 'step': 'policy_cancelled'},
    ] as problems,
from going g
full join stories s using (policy_number)
where g.policy_number is not null or s.kind = 'saved'
