-- One row per order: who pays, who receives, how it came about.
with placed as (
    select order_key, person_id, ordered_at, null::bigint as campaign_no from base_orders
    union all
    select order_key, person_id, ordered_at, campaign_no from campaign_orders
),

neighbours as (
    select
        person_id, block, first_household_id,
        row_number() over (partition by block order by person_id) as place,
        count(*) over (partition by block) as n,
    from crowd
    where age >= 18
),

described as (
    select
        p.*, s.has_account, s.has_second_account, s.block,
        case
            when s.orders_by_phone and chance(order_key, 'by phone', 0.7) then 'phone'
            when chance(order_key, 'by phone', 0.03) then 'phone'
            when chance(order_key, 'app', 0.22) then 'app'
            else 'web'
        end as channel,
        not s.has_account or chance(order_key, 'guest', param('guest_order_share')) as is_guest,
        s.has_second_account and chance(order_key, 'second account', 0.35) as by_second_account,
        chance(order_key, 'cancelled', param('cancelled_share')) as is_cancelled,
        if(chance(order_key, 'gift', param('gift_share')), whole(order_key, 'recipient', 1, b.n),
            null)
            as recipient_place,
        1 + (u(order_key, 'lines') > 0.5)::int + (u(order_key, 'lines') > 0.8)::int
            + (u(order_key, 'lines') > 0.93)::int as lines,
    from placed p
    join shoppers s using (person_id)
    left join (select block, max(n) as n from neighbours group by block) b using (block)
)

select
    d.* exclude (recipient_place), f.person_id as recipient_id, f.person_id is not null as is_gift,
    code('SO', d.order_key) as order_number,
from described d
left join neighbours f on f.block = d.block and f.place = d.recipient_place
