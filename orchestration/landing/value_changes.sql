-- Adds a row for every record and column whose value the newest delivery shows anew.
-- {{stated}}: column_name, record_key and value of every record of the delivery.
insert into landing.value_changes
with

stated as (
    {stated}
),

latest as (
    select column_name, record_key, value
    from landing.value_changes
    where department = $department and table_name = $table_name
    qualify row_number() over (partition by column_name, record_key order by place desc) = 1
)

select
    $department as department,
    $table_name as table_name,
    stated.column_name,
    stated.record_key,
    stated.value,
    cast($delivered_on as date) as delivered_on,
    $file_id as file_id,
    cast($place as bigint) as place
from stated
left join latest
    on stated.column_name = latest.column_name
    and stated.record_key = latest.record_key
where latest.record_key is null or stated.value is distinct from latest.value
