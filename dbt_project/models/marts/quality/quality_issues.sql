-- One row per source record, line of a file or attribute of a department, and rule it breaks.
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

-- What was charged against what its lines, discount and shipping come to.
orders as (
    select
        order_number,
        department,
        charged_amount,
        cast(gross_amount - discount + shipping as decimal(18, 2)) as computed,
        cost is null and standing = 'stands' as is_cost_unknown,
        not has_lines and max(has_lines) over (partition by department) as lacks_lines,
        coalesce(max(cost) over (partition by department) > 0, false) as is_cost_sent
    from {{ ref('orders') }}
),

order_findings as (
    select
        department, order_number, 'order_without_lines' as rule, charged_amount, null as after,
        'open' as status
    from orders
    where lacks_lines
    union all
    -- Where a department sends no cost at all, no order of its own can be put right.
    select
        department, order_number, 'order_cost_unknown', charged_amount, null,
        case when is_cost_sent then 'open' else 'accepted' end
    from orders
    where is_cost_unknown and not lacks_lines
    union all
    select department, order_number, 'order_total_differs', charged_amount, computed, 'open'
    from orders
    where charged_amount <> computed and not lacks_lines
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
        department,
        order_number as source_record_id,
        rule,
        cast(charged_amount as string) as before,
        cast(after as string) as after,
        status
    from order_findings
    union all
    select
        department,
        attribute as source_record_id,
        'trust_assumed' as rule,
        null as before,
        cast(trust as string) as after,
        'open' as status
    from {{ ref('attribute_trust') }}
    where is_trust_assumed
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
