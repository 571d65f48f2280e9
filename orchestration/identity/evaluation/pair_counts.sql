with cells as (
    select f.grp as f, t.grp as t, count(*) as n
    from ({found}) as f inner join ({truth}) as t on f.member = t.member
    group by all
),
fs as (select f, sum(n) as n, count(*) as kinds from cells group by f),
ts as (select t, sum(n) as n, count(*) as kinds from cells group by t)
select
    (select sum(n) from cells),
    (select count(*) from ts),
    (select count(*) from fs),
    (select sum(n * (n - 1) / 2) from cells),
    (select sum(n * (n - 1) / 2) from fs),
    (select sum(n * (n - 1) / 2) from ts),
    (select sum(c.n * c.n / fs.n) from cells as c inner join fs on c.f = fs.f),
    (select sum(c.n * c.n / ts.n) from cells as c inner join ts on c.t = ts.t),
    (select count(*) from fs where kinds > 1),
    (select count(*) from cells as c inner join fs on c.f = fs.f
        inner join ts on c.t = ts.t where fs.kinds = 1 and ts.kinds = 1)
