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
        interaction_id
    from {{ ref(goal ~ '_steps') }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

rules as (
    select * from {{ policy('journey_rules') }} as rules
),

interactions as (
    select
        interaction_id,
        channel,
        department,
        team
    from {{ ref('interactions') }}
),

judged as (
    select
        goals.*,
        rules.position,
        rules.role,
        rules.is_problem,
        rules.outcome,
        rules.is_good,
        rules.driver,
        rules.department as rule_department,
        rules.channel as rule_channel,
        max(case when rules.role = 'ends' then goals.occurred_at end) over (
            partition by goals.journey_id
        ) as ended_at
    from goals
    inner join rules
        on goals.goal = rules.goal and goals.step = rules.step
    where {{ until_as_of('goals.occurred_at') }}
)

select
    judged.journey_id,
    judged.goal,
    judged.reference,
    judged.customer_id,
    row_number() over (
        partition by judged.journey_id
        order by judged.occurred_at, judged.position, judged.interaction_id nulls last
    ) as step_no,
    judged.step,
    judged.role,
    judged.is_problem,
    judged.outcome,
    judged.is_good,
    judged.driver,
    judged.occurred_at,
    judged.ended_at,
    judged.interaction_id,
    coalesce(interactions.channel, judged.rule_channel) as channel,
    coalesce(interactions.department, judged.rule_department) as department,
    interactions.team
from judged
left join interactions
    on judged.interaction_id = interactions.interaction_id
where judged.ended_at is null or judged.occurred_at <= judged.ended_at
