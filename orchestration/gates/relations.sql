-- One row per relation of the snapshot, and of the build what the snapshot lacks.
with relations as (
    select database_name, schema_name, table_name as relation from duckdb_tables()
    union all
    select database_name, schema_name, view_name from duckdb_views() where not internal
)
select r.database_name, r.schema_name, r.relation
from relations as r
where r.database_name = $snapshot
    or (
        r.database_name = $build
        and r.schema_name not in (
            select schema_name from relations where database_name = $snapshot
        )
    )
order by all
