-- One row per column of each table, views left out.
select schema_name, table_name, column_name
from duckdb_columns()
semi join duckdb_tables() using (database_oid, table_oid)
where database_name = current_database()
