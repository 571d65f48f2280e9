-- One row: how many rows were read, and how many of them tell of nobody or nothing.
select
    count(*),
    count(*) filter (where customer is null),
    coalesce(sum(amount) filter (where customer is null), 0),
    count(*) filter (
        where customer is not null and (ordered_at is null or amount is null)
    )
from read
