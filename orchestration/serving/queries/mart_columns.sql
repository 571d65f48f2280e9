-- One row per column of a mart, in order.
select column_name, data_type, comment as description
from duckdb_columns()
where database_name = 'published' and schema_name = 'marts' and table_name = $mart
order by column_index
