-- One row: what the list came to.
select
    (select count(*) from customers),
    (select count(distinct number) from purchases),
    (select coalesce(sum(amount), 0) from purchases),
    (select count(distinct number) from credits),
    (select count(distinct credit) from refunds),
    (select coalesce(sum(amount), 0) from refunds),
    (select count(distinct credit) from alone),
    (select coalesce(sum(amount), 0) from alone),
    (select count(distinct number) from parts where total = 0),
    (select count(distinct number) from told where is_reused)
