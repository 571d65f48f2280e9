-- One row per thing that a published column is made of, then per thing that only decides about it.
select origin, department, origin_table, origin_column, personal_data, gives_value
from published.marts.column_lineage
where mart = $mart and column_name = $column_name
order by gives_value desc, origin, origin_table, origin_column
