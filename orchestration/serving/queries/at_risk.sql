-- One row per customer at risk whom the role sees, those worth most first where it sees that.
with at_risk as materialized (
    select customer_id, case when $may_see_margin then margin_12m end as margin_12m
    from published.marts.customer_360
    where is_at_risk and $may_see_risk and customer_id in (select customer_id from seen.people)
)
select customer_id, (select count(*) from at_risk) as found
from at_risk
order by margin_12m desc nulls last, customer_id
limit $most offset $skipped
