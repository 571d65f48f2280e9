select coalesce(sum(n * (n - 1) // 2), 0)
from (
    select count(*) as n
    from ({key})
    group by key
    having count(*) between 2 and {cap}
)
