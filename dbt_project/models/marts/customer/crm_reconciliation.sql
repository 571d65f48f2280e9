-- One row per pair of departments and status: whom both know, only one knows, where they disagree.
with

known as (
    select distinct customer_id, department from {{ ref('crosswalk') }}
),

attributes as (
    select distinct customer_id, department, field, lower(value) as value
    from {{ ref('customer_attributes') }}
    where field in ('family_name', 'birth_on', 'email', 'phone', 'postcode')
),

departments as (
    select department, count(*) as customers from known
    group by department
),

shared as (
    select a.department as department_a, b.department as department_b, count(*) as customers
    from known as a
    inner join known as b on a.customer_id = b.customer_id and a.department < b.department
    group by a.department, b.department
),

-- A field is disputed when both departments fill it and have not one value in common.
compared as (
    select
        a.customer_id,
        a.department as department_a,
        b.department as department_b,
        a.field,
        max(case when a.value = b.value then 1 else 0 end) as has_common_value
    from attributes as a
    inner join attributes as b
        on a.customer_id = b.customer_id and a.field = b.field and a.department < b.department
    group by a.customer_id, a.department, b.department, a.field
),

disputed as (
    select department_a, department_b, count(distinct customer_id) as customers
    from compared
    where has_common_value = 0
    group by department_a, department_b
),

pairs as (
    select
        a.department as department_a,
        b.department as department_b,
        coalesce(shared.customers, 0) - coalesce(disputed.customers, 0) as agree,
        coalesce(disputed.customers, 0) as disagree,
        a.customers - coalesce(shared.customers, 0) as only_a,
        b.customers - coalesce(shared.customers, 0) as only_b
    from departments as a
    inner join departments as b on a.department < b.department
    left join shared
        on a.department = shared.department_a and b.department = shared.department_b
    left join disputed
        on a.department = disputed.department_a and b.department = disputed.department_b
),

statuses as (
    {% for status, column in [
        ('both', 'agree'), ('disagree', 'disagree'), ('only_a', 'only_a'), ('only_b', 'only_b')
    ] -%}
    select department_a, department_b, '{{ status }}' as status, {{ column }} as customers
    from pairs
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    {{ hash_key(['department_a', 'department_b', 'status']) }} as reconciliation_id,
    department_a,
    department_b,
    status,
    cast(customers as bigint) as customers
from statuses
