-- One row per doorstep rating.
select
    code('RA', order_key) as rating_id, code('DL', order_key) as consignment_id,
    greatest(1, least(5, round(if(fails, 2.1, if(is_slow, 2.7, 4.5))
        + 0.9 * normal(order_key, 'stars'))))::integer as stars,
    case when not chance(order_key, 'says why', 0.3) then null
        when fails then 'Failed attempt' when is_slow then 'Late'
        else one_of(order_key, 'praise', ['Friendly driver', 'All good', 'Left in porch']) end
            as comment,
    delivered_at + seconds(whole(order_key, 'rated', 60, 90000)) as rated_at,
    (delivered_at + seconds(whole(order_key, 'rated', 60, 90000)))::date as _on,
from consignments
where delivered_at is not null and chance(order_key, 'rates', 0.18)
    and delivered_at + seconds(whole(order_key, 'rated', 60, 90000)) < until_at()
