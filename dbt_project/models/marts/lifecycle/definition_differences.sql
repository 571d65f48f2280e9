-- One row per measure, department and customer of whom it says what is not agreed today.
with

stated as (
    select
        department,
        customer_id,
        max(case
            when {{ as_of() }} between active_from and active_until then 1
            else 0
        end) = 1 as is_active,
        max(active_until) as active_until
    from {{ ref('department_active_customers') }}
    group by department, customer_id
),

states as (
    select * from {{ ref('customer_states') }}
    where line_of_business = 'enterprise'
),

departments as (
    select distinct department
    from stated
    where is_active
),

known as (
    select distinct crosswalk.department, crosswalk.customer_id
    from {{ ref('crosswalk') }} as crosswalk
),

compared as (
    select
        departments.department,
        states.customer_id,
        states.state,
        states.last_purchase_on,
        states.lost_on,
        coalesce(stated.is_active, false) as is_counted,
        known.customer_id is not null as is_known,
        stated.active_until
    from states
    cross join departments
    left join stated
        on states.customer_id = stated.customer_id
        and departments.department = stated.department
    left join known
        on states.customer_id = known.customer_id
        and departments.department = known.department
    where coalesce(stated.is_active, false) <> (states.state = 'active')
),

active as (
    select
        'active_customers' as measure,
        department,
        customer_id,
        case when is_counted then 'department' else 'agreed' end as counted_by,
        case
            when is_counted and state = 'prospect' then 'counted without ever having bought'
            when is_counted and state = 'lost' then 'counted though lost'
            when is_counted then 'counted though lapsed'
            when not is_known then 'not known to the department'
            when active_until is null then 'known, but never active by its rule'
            else 'no longer active by its rule'
        end as reason,
        {{ array_of([]) }} as said,
        case when is_counted then 1e0 else 0e0 end as department_value,
        case when is_counted then 0e0 else 1e0 end as agreed_value,
        active_until as department_active_until
    from compared
),

said_otherwise as (
    select
        answers.measure,
        answers.department,
        answers.customer_id,
        case
            when answers.agreed_value = 0 then 'department'
            when answers.department_value = 0 then 'agreed'
            else 'both'
        end as counted_by,
        case
            when answers.is_not_understood then 'says what no rule knows'
            when known.customer_id is null then 'not known to the department'
            when not answers.is_said then 'known, and nothing said'
            when answers.department_value > answers.agreed_value then 'says more than is agreed'
            else 'says less than is agreed'
        end as reason,
        coalesce(answers.said, {{ array_of([]) }}) as said,
        answers.department_value,
        answers.agreed_value,
        cast(null as date) as department_active_until
    from {{ ref('answer_comparisons') }} as answers
    left join known
        on answers.department = known.department and answers.customer_id = known.customer_id
    where not answers.is_same
),

differences as (
    select * from active
    union all
    select * from said_otherwise
)

select
    {{ hash_key(['differences.measure', 'differences.department', 'differences.customer_id']) }}
        as difference_id,
    differences.measure,
    differences.department,
    differences.customer_id,
    differences.counted_by,
    differences.reason,
    differences.said,
    differences.department_value,
    differences.agreed_value,
    states.state as agreed_state,
    states.last_purchase_on,
    states.lost_on,
    differences.department_active_until
from differences
left join states on differences.customer_id = states.customer_id
