-- One row per value of a field on which a customer's records disagree, the chosen one first.
select
    field, value, is_winner,
    string_agg(distinct department, ', ' order by department) as departments
from published.marts.attribute_conflicts
where customer_id = $customer_id
    and field in (
        select field from published.marts.attribute_conflicts
        where customer_id = $customer_id and not agrees_with_winner
    )
group by field, value, is_winner
order by field, is_winner desc, value
limit 60
