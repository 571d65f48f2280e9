-- One row per published column and delivered column or rule that it is computed from.
create or replace table marts.column_lineage as
select
    concat_ws(' < ', mart || '.' || column_name, origin_table || '.' || origin_column)
        as lineage_id,
    mart,
    column_name,
    origin,
    department,
    origin_table,
    origin_column,
    personal_data,
    gives_value
from traced_columns
order by lineage_id;
