-- One row per order of the last days that bought nothing: a credit note under a number of its own, or
-- a status that no rule knows. Whose it is, an order of theirs long before says.
with orders_with_accounts as (
    select
        *,
        case
            when chance(order_key, 'credited later', param('credit_notes')) then 'credit_note'
            when chance(order_key, 'a status nobody knows', param('odd_statuses')) then 'in limbo'
        end as odd_status,
        row_number() over (partition by person_id order by order_key) as place,
    from order_sums
    where not is_guest and not is_cancelled and not is_gift
        and ordered_at < until_at() - interval 60 day
)

select
    order_key, person_id, odd_status as status,
    code(if(odd_status = 'credit_note', 'CN', 'SL'), order_key) as order_number,
    until_at() - days(whole(order_key, 'odd day', 2, 20)) as ordered_at,
    if(odd_status = 'credit_note', -1, 1) * whole(order_key, 'odd amount', 5, 25) as total_gbp,
from orders_with_accounts
where odd_status is not null and place = 1
