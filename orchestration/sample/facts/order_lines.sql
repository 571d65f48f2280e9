-- One row per order line, with what the customer pays and the house spent.
with counted as (
    select
        o.order_key, o.order_number, o.person_id, o.campaign_no, l as line_number,
        o.order_key * 8 + l as line_key,
    from orders o, unnest(range(1, o.lines + 1)) t(l)
),

priced as (
    select
        c.*, p.sku, p.category,
        if(p.price < 60 and chance(line_key, 'more', 0.35), whole(line_key, 'many', 2, 4), 1)
            as quantity,
        p.price - 0.01 as unit_price_gbp,
        round((p.price - 0.01) * between_reals(line_key, 'cost', 0.5, 0.64), 2) as unit_cost_gbp,
        if(c.campaign_no is not null or chance(c.order_key, 'discount', 0.12), 0.1, 0)
            as discount_rate,
    from counted c
    join products p
        on p.rank = 1 + floor(pow(u(line_key, 'product'), 0.8) * (select count(*) from products))
)

select
    *,
    (quantity * unit_price_gbp)::decimal(12, 2) as goods_gbp,
    round(quantity * unit_price_gbp * discount_rate, 2)::decimal(12, 2) as line_discount_gbp,
from priced
