create or replace table {table} as
select {columns} from {source}
qualify row_number() over (
    partition by action, customer_id order by assigned_at, is_holdout desc
) = 1
