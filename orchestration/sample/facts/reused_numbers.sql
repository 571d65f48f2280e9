-- One row per order number that the shop gave again to somebody else, more than a year later.
with first_ones as (
    select
        order_number, person_id, block, ordered_at, lines,
        row_number() over (partition by block order by order_key) as place,
    from orders
    where ordered_at < until_at() - interval 700 day
        and chance(order_key, 'number given again', param('reused_numbers'))
),

later as (
    select
        order_key, person_id, block, ordered_at,
        row_number() over (partition by block order by mixed(order_key, 'old number')) as place,
    from orders
    where ordered_at >= until_at() - interval 200 day
)

select
    f.order_number, f.person_id, f.ordered_at as first_ordered_at, f.lines as first_lines,
    l.order_key, l.person_id as other_person_id, l.ordered_at + interval 1 hour as ordered_at,
from first_ones f
join later l using (block, place)
where l.person_id <> f.person_id and (l.ordered_at + interval 1 hour) < until_at()
