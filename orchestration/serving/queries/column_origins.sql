-- One row per thing that a published column is computed from.
select origin, department, origin_table, origin_column, personal_data
from published.marts.column_lineage
where mart = $mart and column_name = $column_name
order by origin, origin_table, origin_column
