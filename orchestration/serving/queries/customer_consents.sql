-- One row per purpose and answer of a customer that holds, with what proves it.
select
    purpose, is_allowed, source, cast(valid_from as date) as valid_from,
    wording, file_name, file_record, delivered_on, evidence,
    list(channel order by channel) as channels
from published.marts.consent_states
where customer_id = $customer_id and valid_to is null
group by all
order by purpose, is_allowed, valid_from, source
limit 60
