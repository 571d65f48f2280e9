create table before as from {source};
create table again as
select before.* from before
semi join (select * from read where {whole}) as read
    using (order_number, customer, ordered_at);
create table after as
select * from before
anti join (select * from read where {whole}) as read
    using (order_number, customer, ordered_at)
union all
select * from read where {whole}
