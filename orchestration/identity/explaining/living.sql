-- One row: the number at the end of the chain of redirects.
with recursive chain as (
    select cast($number as varchar) as customer_id, 0 as step
    union all
    select r.replaced_by, c.step + 1
    from chain as c inner join identity.redirects as r on c.customer_id = r.customer_id
    where c.step < 100
)
select customer_id from chain order by step desc limit 1
