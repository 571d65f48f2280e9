-- One row per household of an erased customer: its number, and keyed hashes of those who stay.
select
    household_id,
    list_sort(list(distinct keyed('customer|' || customer_id))) as members
from identity.household_memberships
where household_id in (
    select household_id from identity.household_memberships
    where customer_id in (select unnest($erased::varchar[]))
)
and customer_id not in (select unnest($erased::varchar[]))
group by household_id
order by household_id
