-- One row per customer whose data may not be used; and per customer to whom some offer may not go.
create or replace table memory.main.withheld as
select distinct customer_id
from published.marts.contact_suppressions
where list_has_any(reasons, ['restricted', 'erased']);

create or replace table memory.main.no_offers as
select
    customer_id,
    bool_or(channel = 'email') as no_email,
    bool_or(channel = 'phone') as no_phone,
    bool_or(channel = 'post') as no_post
from published.marts.contact_suppressions
where purpose = 'offer' and channel in ('email', 'phone', 'post')
group by customer_id
order by customer_id;
