-- One row per source record, or line of a file, and rule it breaks.
with

records as (
    select
        record_id,
        department,
        source_record_id
    from {{ ref('customer_records') }}
),

findings as (
    select
        record_id,
        rule,
        before,
        after,
        status
    from {{ ref('value_findings') }}
    union all
    select
        record_id,
        rule,
        before,
        after,
        status
    from {{ ref('record_findings') }}
),

-- What the shop charged against what its lines, discount and shipping come to.
orders as (
    select
        order_number,
        charged_gbp,
        cast(gross_gbp - discount_gbp + shipping_gbp as decimal(18, 2)) as computed_gbp,
        cost_gbp is null as has_no_lines
    from {{ ref('orders') }}
),

rejects as (
    select
        department,
        file_name || ':' || cast(line as string) as source_record_id,
        coalesce(column_name || '_', 'record_')
        || case when kind = 'value' then 'unreadable' else 'rejected' end as rule,
        max(reason) as after
    from {{ source('landing', 'rejects') }}
    group by 1, 2, 3
),

issues as (
    select
        records.department,
        records.source_record_id,
        findings.rule,
        findings.before,
        findings.after,
        findings.status
    from findings
    inner join records on findings.record_id = records.record_id
    union all
    select
        'shop' as department,
        order_number as source_record_id,
        case when has_no_lines then 'order_without_lines' else 'order_total_differs' end as rule,
        cast(charged_gbp as string) as before,
        case
            when not has_no_lines then cast(computed_gbp as string)
        end as after,
        'open' as status
    from orders
    where has_no_lines or charged_gbp <> computed_gbp
    union all
    select
        department,
        source_record_id,
        rule,
        null as before,
        after,
        'open' as status
    from rejects
    union all
    select
        department,
        source_record_id,
        'unknown_' || column_name as rule,
        word as before,
        line_to_add as after,
        'open' as status
    from {{ ref('held_words') }}
)

select
    {{ hash_key(['department', 'source_record_id', 'rule']) }} as issue_id,
    department,
    source_record_id,
    rule,
    before,
    after,
    status,
    {{ department_owner('department') }} as owner
from issues
