-- One row per column of the tables of a database's schema, in order.
select table_name, column_name, data_type
from duckdb_columns()
where database_name = ? and schema_name = ?
order by table_name, column_index
