select t.name as column_name, lower(a.data_type) as data_type,
    coalesce(nullif(t.own, ''), m.comment, '') as description, t.mask
from (values {masks}) as t(place, name, mask, own)
join duckdb_columns() as a on a.table_name = 'activation' and a.column_name = t.name
left join duckdb_columns() as m
    on m.database_name = 'published' and m.table_name = 'customer_360'
    and m.column_name = t.name
order by t.place
