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
),

active as (
    select
        'active_customers' as measure,
        compared.department,
        compared.month,
        compared.department_count,
        coalesce(agreed_counts.agreed_count, 0) as agreed_count,
        compared.in_both,
        cast(null as double) as department_total,
        cast(null as double) as agreed_total,
        0 as not_understood
    from compared
    left join agreed_counts on compared.month = agreed_counts.month
),

-- What departments say beyond that, they say of today. Decimals sum to the same in any order.
stated as (
    select
        measure,
        department,
        {{ month_start(as_of()) }} as month,
        count(case when department_value <> 0 then 1 end) as department_count,
        count(case when agreed_value <> 0 then 1 end) as agreed_count,
        count(case when department_value <> 0 and agreed_value <> 0 and is_same then 1 end)
            as in_both,
        cast(sum(cast(department_value as decimal(18, 4))) as double) as department_total,
        cast(sum(cast(agreed_value as decimal(18, 4))) as double) as agreed_total,
        count(case when is_not_understood then 1 end) as not_understood
    from {{ ref('answer_comparisons') }}
    group by measure, department
),

told as (
    select * from active
    union all
    select * from stated
)

select
    {{ hash_key(['measure', 'department', 'month']) }} as disagreement_id,
    measure,
    department,
    month,
    cast(department_count as bigint) as department_count,
    cast(agreed_count as bigint) as agreed_count,
    cast(in_both as bigint) as in_both,
    cast(department_count - in_both as bigint) as only_department,
    cast(agreed_count - in_both as bigint) as only_agreed,
    department_total,
    agreed_total,
    cast(not_understood as bigint) as not_understood
from told
