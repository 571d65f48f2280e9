-- One row: how many records, customers and homes, and what happened to numbers.
select
    (select count(*) from identity_work.numbered),
    (select count(distinct customer_id) from identity_work.numbered),
    (
        select count(distinct household_id) from identity.household_memberships
        where valid_to is null
    ),
    count(*) filter (where event = 'created'),
    count(*) filter (where event = 'merged'),
    count(*) filter (where event = 'split'),
    count(*) filter (where event = 'retired'),
    (select count(*) from identity.review_items)
from identity_work.happened
