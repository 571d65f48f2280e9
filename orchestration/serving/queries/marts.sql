-- One row per mart: what it holds.
select t.table_name as mart, t.comment as description, t.estimated_size as records,
    t.column_count as columns
from duckdb_tables() as t
where t.database_name = 'published' and t.schema_name = 'marts'
order by mart
