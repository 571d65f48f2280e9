-- One row per purpose and answer of a customer that holds.
select
    purpose, is_allowed, source, cast(valid_from as date) as valid_from,
    list(channel order by channel) as channels
from published.marts.consent_states
where customer_id = $customer_id and valid_to is null
group by all
order by purpose, is_allowed, valid_from, source
limit 60
