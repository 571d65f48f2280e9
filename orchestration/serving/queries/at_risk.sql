-- One row per customer at risk, those worth most first.
select
    c.customer_id, c.display_name, c.given_name, c.family_name, c.risk_reasons, c.lifecycle_state,
    c.last_purchase_on, c.margin_12m, count(*) over () as found
from seen.customers as c
where c.is_at_risk
order by c.margin_12m desc nulls last, c.customer_id
limit $most offset $skipped
