create table {table}_new as
select * from (from {table} except from {table}_before)
union all by name
select * replace ({emptied}) from {table}_before
anti join {table} using ({key})
