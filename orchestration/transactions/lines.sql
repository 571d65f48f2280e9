-- One line per row; a row without an order's number has one of its own, by its content. Under a
-- number that begins with $credit_prefix, where there is one, a line takes off.
with hashed as (
    select
        * replace (
            case
                when lower(customer) not in ('', 'nan', 'nat', 'none', 'null', '<na>', '\N')
                    then customer
            end as customer
        ),
        substr(md5(concat_ws('|', customer, ordered_at, product, amount)), 1, 12) as hash
    from read
),

numbered as (
    select
        * exclude (hash) replace (
            coalesce(order_number, hash || '-' || row_number() over (
                partition by hash, order_number is null
            )) as order_number
        )
    from hashed
),

credited as (
    select
        *,
        coalesce(starts_with(order_number, cast($credit_prefix as varchar)), false) as is_credit
    from numbered
)

select
    * exclude (is_credit) replace (
        case when is_credit then -abs(amount) else amount end as amount,
        case when is_credit then -abs(cost) else cost end as cost
    )
from credited
