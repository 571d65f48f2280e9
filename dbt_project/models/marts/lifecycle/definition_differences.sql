-- One row per department and customer whom today only one of them counts: it, or the agreed rule.
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
)

select
    {{ hash_key(['department', 'customer_id']) }} as difference_id,
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
    state as agreed_state,
    last_purchase_on,
    lost_on,
    active_until as department_active_until
from compared
