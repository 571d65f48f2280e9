-- One row per measure, department and month: the department's own count beside the agreed one.
with

months as (
    select * from {{ ref('months') }}
),

by_department as (
    select distinct months.month, stated.department, stated.customer_id
    from {{ ref('department_active_customers') }} as stated
    inner join months
        on months.month_end between stated.active_from and stated.active_until
        and (stated.is_history_kept or months.month_end = {{ as_of() }})
),

agreed as (
    select distinct months.month, active_periods.customer_id
    from {{ ref('active_periods') }} as active_periods
    inner join months
        on months.month_end between active_periods.starts_on and active_periods.active_until
    where active_periods.line_of_business = 'enterprise'
),

agreed_counts as (
    select month, count(*) as agreed_count from agreed
    group by month
),

compared as (
    select
        by_department.month,
        by_department.department,
        count(*) as department_count,
        count(agreed.customer_id) as in_both
    from by_department
    left join agreed
        on by_department.month = agreed.month and by_department.customer_id = agreed.customer_id
    group by by_department.month, by_department.department
)

select
    {{ hash_key(['compared.department', 'compared.month']) }} as disagreement_id,
    'active_customers' as measure,
    compared.department,
    compared.month,
    cast(compared.department_count as bigint) as department_count,
    cast(coalesce(agreed_counts.agreed_count, 0) as bigint) as agreed_count,
    cast(compared.in_both as bigint) as in_both,
    cast(compared.department_count - compared.in_both as bigint) as only_department,
    cast(coalesce(agreed_counts.agreed_count, 0) - compared.in_both as bigint) as only_agreed
from compared
left join agreed_counts on compared.month = agreed_counts.month
