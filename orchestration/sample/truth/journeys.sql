-- One row per journey, with its outcome and the first step that went wrong.
with every_goal as (
    from truth.buy union all from truth.receive union all from truth.get_help
    union all from truth.claim_journeys union all from truth.renew union all from truth.leave
),

judged as (
    select
        * exclude (problems),
        list_sort(list_filter(problems, x -> x.happened_at is not null))[1].step
            as first_problem_step,
        outcome in ('purchased', 'delivered', 'resolved', 'settled', 'renewed', 'saved')
            as is_wanted,
    from every_goal
)

select
    person_id, goal, reference, started_at, ended_at, outcome,
    if(outcome = 'open', null, is_wanted and first_problem_step is null) as is_good,
    first_problem_step,
from judged
