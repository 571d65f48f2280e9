-- One row per order, per one that came under another's number, and per one that bought nothing.
with numbered as (
    select order_key, order_number, ordered_at, null as odd_status, null as odd_gbp from order_sums
    union all
    select order_key, order_number, ordered_at, null, null from reused_numbers
    union all
    select order_key, order_number, ordered_at, status, total_gbp from odd_orders
)

select
    n.order_number,
    if(o.is_guest, null, code('AC', o.person_id * 4 + if(o.by_second_account, 1, 0))) as account_id,
    w.email, w.full_name as customer_name, w.phone, w.address_line_1, w.address_line_2, w.city,
    w.postcode, o.is_gift, n.ordered_at,
    coalesce(n.odd_status, o.status) as status, o.channel,
    if(n.odd_status is null and o.campaign_no is not null and chance(o.order_key, 'uses code', 0.8), c.campaign_id, null)
        as promo_code,
    if(n.odd_status is null, o.shipping_gbp, 0) as shipping_gbp,
    if(n.odd_status is null, o.discount_gbp, 0) as discount_gbp,
    coalesce(n.odd_gbp, o.gross_gbp - o.discount_gbp + o.shipping_gbp) as total_gbp,
    n.ordered_at::date as _on,
from numbered n
join order_sums o using (order_key)
join written w on w.source = 'orders' and w.key = o.order_key
left join campaigns c using (campaign_no)
