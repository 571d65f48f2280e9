-- The share of the cells looked at that look like each kind, in the order of the kinds.
select
    coalesce(avg(regexp_matches(email_text(value), $email)::int), 0),
    coalesce(avg((
        regexp_matches(value, $phone)
        and length(regexp_replace(value, '[^0-9]', '', 'g')) between 9 and 15
    )::int), 0),
    coalesce(avg(regexp_matches(lower(value), $hash)::int), 0),
    coalesce(avg((
        regexp_matches(upper(value), $customer)
        or upper(value) in (select customer_id from published.marts.customer_redirects)
    )::int), 0),
    coalesce(avg((upper(value) in (
        select upper(source_record_id) from published.marts.customer_crosswalk
        union all
        select upper(record_id) from published.marts.customer_crosswalk
    ))::int), 0)
from list_cells
