-- Adds a row for every record and column whose value a delivery shows anew.
-- {{changes}}: the table; {{stated}}: column_name, record_key, value, record and _shown_by of every record of the deliveries.
insert into {changes}
with

deliveries as (
    select
        unnest($file_ids) as file_id,
        unnest(cast($days as date [])) as delivered_on,
        unnest(cast($places as bigint [])) as place
),

stated as (
    {stated}
),

shown as (
    select
        stated.column_name,
        stated.record_key,
        stated.value,
        stated.record,
        deliveries.file_id,
        deliveries.delivered_on,
        deliveries.place,
        row_number() over (in_order) = 1 as is_first,
        lag(stated.value) over (in_order) as value_before
    from stated
    inner join deliveries on stated._shown_by = deliveries.file_id
    window in_order as (
        partition by stated.column_name, stated.record_key order by deliveries.place
    )
),

latest as (
    select column_name, record_key, value
    from {changes}
    where department = $department and table_name = $table_name
    qualify row_number() over (partition by column_name, record_key order by place desc) = 1
)

select
    $department as department,
    $table_name as table_name,
    shown.column_name,
    shown.record_key,
    shown.value,
    shown.delivered_on,
    shown.file_id,
    shown.place,
    shown.record
from shown
left join latest
    on shown.column_name = latest.column_name
    and shown.record_key = latest.record_key
where
    case
        when shown.is_first then latest.record_key is null or shown.value is distinct from latest.value
        else shown.value is distinct from shown.value_before
    end
