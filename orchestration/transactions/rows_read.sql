create temp table read as
select
    trim(cast({customer} as varchar)) as customer,
    nullif(trim(cast({order_number} as varchar)), '') as order_number,
    {ordered_at} as ordered_at,
    coalesce(nullif(trim(cast({product} as varchar)), ''), '{everything}') as product,
    cast({amount} as decimal(18, 4)) as amount,
    cast({cost} as decimal(18, 4)) as cost
from given
