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

-- A department may number two things alike, its cases and its claims: then `feed` tells them apart.
issues as (
    select
        records.department,
        cast(null as string) as feed,
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
        null as feed,
        source_record_id,
        rule,
        cast(before as string) as before,
        cast(after as string) as after,
        status
    from {{ ref('order_findings') }}
    union all
    select
        department,
        feed,
        source_record_id,
        rule,
        before,
        null as after,
        'open' as status
    from {{ ref('fact_findings') }}
    union all
    -- A record given to somebody else: what it did before stays with whom it was.
    select
        department,
        null as feed,
        source_record_id,
        'record_given_to_another' as rule,
        last_customer_id as before,
        cast(owned_until as string) as after,
        'accepted' as status
    from {{ ref('record_owners') }}
    where owned_until is not null
    union all
    select
        department,
        null as feed,
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
        null as feed,
        source_record_id,
        rule,
        null as before,
        after,
        'open' as status
    from rejects
    union all
    select
        department,
        feed,
        source_record_id,
        'unknown_' || column_name as rule,
        word as before,
        line_to_add as after,
        'open' as status
    from {{ ref('held_words') }}
)

select
    {{ hash_key(['department', 'source_record_id', "rule || coalesce(':' || feed, '')"]) }}
        as issue_id,
    department,
    source_record_id,
    rule,
    before,
    after,
    status,
    {{ department_owner('department') }} as owner
from issues
