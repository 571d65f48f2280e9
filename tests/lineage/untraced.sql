-- Published columns without a row in the lineage; what is written about the marts has none.
select columns.table_name, columns.column_name
from information_schema.columns
where
    columns.table_schema = 'marts'
    and columns.table_name not in ('column_lineage', 'processing_record', 'gate_results')
    and columns.column_name not in ('build_id', 'built_at')
    and not exists (
        select 1
        from marts.column_lineage
        where
            column_lineage.mart = columns.table_name
            and column_lineage.column_name = columns.column_name
    )
