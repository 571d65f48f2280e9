select schema_name || '.' || table_name, list(column_name)
from duckdb_columns()
where database_name = current_database() and not internal
group by 1
