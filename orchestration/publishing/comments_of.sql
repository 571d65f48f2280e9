-- One row per description of a published mart: of a column, or with no column's name of the mart.
select column_name, comment
from duckdb_columns()
where database_name = 'published' and schema_name = 'marts' and table_name = ?
    and comment is not null
union all
select null, comment
from duckdb_tables()
where database_name = 'published' and schema_name = 'marts' and table_name = ?
    and comment is not null
