-- One row per customer whose name has a word beginning with each of up to three, by name.
select
    customer_id, display_name, given_name, family_name, city, postcode, lifecycle_state,
    last_purchase_on, departments
from (
    select
        *,
        coalesce(display_name, concat_ws(' ', given_name, family_name)) as name,
        ' ' || strip_accents(lower(name)) as words
    from seen.customers
)
where contains(words, ' ' || $first) and contains(words, ' ' || $second)
    and contains(words, ' ' || $third)
order by name, customer_id
limit $most
