create or replace table identity_work.spans as
with starts as (
    select
        *,
        coalesce(valid_from > max(coalesce(valid_to, date '9999-12-31')) over (
            partition by home order by valid_from, customer_id
            rows between unbounded preceding and 1 preceding
        ), true) as is_start
    from identity_work.residents
    where valid_to is null or valid_to > valid_from
        or {undated}
)
select
    row_number() over (order by home, valid_from, customer_id) - 1 as n,
    * exclude (is_start),
    sum(cast(is_start as integer)) over (
        partition by home order by valid_from, customer_id
        rows between unbounded preceding and current row
    ) as island
from starts
