-- One row per journey and step, up to the step that ended it, with what the policy says of it.
with

goals as (
    {% for goal in ['buy', 'receive', 'help', 'claim', 'renew', 'leave'] -%}
    select
        journey_id,
        goal,
        reference,
        customer_id,
        step,
        occurred_at,
        interaction_id,
        channel,
        department,
        team
    from {{ ref(goal ~ '_steps') }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

rules as (
    select * from {{ policy('journey_rules') }} as rules
),

judged as (
    select
        goals.journey_id,
        goals.goal,
        goals.reference,
        goals.customer_id,
        goals.step,
        goals.occurred_at,
        goals.interaction_id,
        coalesce(goals.channel, rules.channel) as channel,
        coalesce(goals.department, rules.department) as department,
        goals.team,
        rules.position,
        rules.role,
        rules.is_problem,
        rules.outcome,
        rules.is_good,
        rules.driver,
        case when rules.role = 'ends' then goals.occurred_at end as ends_at
    from goals
    inner join rules
        on goals.goal = rules.goal and goals.step = rules.step
    where {{ until_as_of('goals.occurred_at') }}
),

-- One sort for all: what comes after the end comes last, so that it takes nobody's number.
ordered as (
    select
        *,
        max(ends_at) over (partition by journey_id) as ended_at,
        cast(row_number() over in_order as integer) as step_no,
        lead(step) over in_order as step_after,
        lead(occurred_at) over in_order as step_after_at
    from judged
    window in_order as (
        partition by journey_id order by occurred_at, position, interaction_id nulls last
    )
)

select
    journey_id,
    goal,
    reference,
    customer_id,
    step_no,
    step,
    role,
    is_problem,
    outcome,
    is_good,
    driver,
    occurred_at,
    ended_at,
    interaction_id,
    channel,
    department,
    team,
    case when ended_at is null or step_after_at <= ended_at then step_after end as next_step,
    case when ended_at is null or step_after_at <= ended_at then step_after_at end as next_at
from ordered
where ended_at is null or occurred_at <= ended_at
