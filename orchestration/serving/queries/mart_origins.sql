-- One row per column of a mart: how much it is computed from, and of whose deliveries it is made.
select
    column_name,
    count(origin_table) as origins,
    string_agg(distinct department, ', ' order by department)
        filter (where gives_value) as departments
from published.marts.column_lineage
where mart = $mart
group by column_name
