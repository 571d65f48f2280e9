create table foreign_file.labels as
select
    {source} || ':' || {record_id} as record_id, {source} as department,
    {record_id} as id, {truth} as truth, {household} as household_truth
from foreign_file.lines;
create table foreign_file.records as
select {source} || ':' || {record_id} as record_id, {source} as department, {mapped}
from foreign_file.lines;
drop table foreign_file.lines
