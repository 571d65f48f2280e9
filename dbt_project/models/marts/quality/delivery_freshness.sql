-- One row per contracted extract.
with contracts as (
    select * from {{ source('landing', 'contracts') }}
),

rules as (
    select * from {{ policy('delivery_rules') }} as policy
),

accepted as (
    select
        *,
        row_number() over (
            partition by department, table_name, file_name order by modified_at desc, file_id asc
        ) as version
    from {{ source('landing', 'receipts') }}
    where
        status in ('loaded', 'partly_loaded')
        and {{ until_as_of('delivered_on') }}
),

-- A file sent again under its name is a correction, not a delivery more.
delivered as (
    select
        department,
        table_name,
        delivered_on,
        records_in,
        row_number() over (
            partition by department, table_name order by delivered_on desc, file_name desc
        ) as age
    from accepted
    where version = 1
),

newest as (
    select *
    from delivered
    where age = 1
),

usual as (
    select
        delivered.department,
        delivered.table_name,
        {{ median('delivered.records_in') }} as records
    from delivered
    cross join rules
    where delivered.age between 2 and 1 + rules.history
    group by delivered.department, delivered.table_name, rules.least_history
    having count(*) >= rules.least_history
),

measured as (
    select
        contracts.department,
        contracts.table_name,
        contracts.freshness_hours,
        newest.delivered_on as last_delivered_on,
        24 * {{ days_between('newest.delivered_on', as_of()) }} as hours_since_delivery,
        newest.records_in as last_records,
        cast(usual.records as bigint) as usual_records,
        newest.records_in < rules.smallest_share * usual.records as is_small,
        newest.records_in > rules.largest_share * usual.records as is_large
    from contracts
    cross join rules
    left join newest
        on contracts.department = newest.department
        and contracts.table_name = newest.table_name
    left join usual
        on contracts.department = usual.department
        and contracts.table_name = usual.table_name
)

select
    department,
    table_name,
    freshness_hours,
    last_delivered_on,
    hours_since_delivery,
    last_records,
    usual_records,
    case
        when last_delivered_on is null then 'never'
        when hours_since_delivery > freshness_hours then 'late'
        when is_small then 'small'
        when is_large then 'large'
    end as alert,
    coalesce(hours_since_delivery > freshness_hours, false) as is_late,
    coalesce(is_small, false) as is_small,
    coalesce(is_large, false) as is_large
from measured
