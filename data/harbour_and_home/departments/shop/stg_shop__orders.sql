-- One row per order; account_id is empty for a guest checkout.
select
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('account_id') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('customer_name') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    orders.is_gift,
    orders.ordered_at,
    -- A cancellation that a later delivery brings is not yet known on an earlier day.
    {{ customer360.clean(
        'case when stood.record_key is null then orders.status else stood.value end', 'status'
    ) }},
    {{ customer360.clean('channel') }},
    {{ customer360.clean('promo_code') }},
    orders.shipping_gbp,
    orders.discount_gbp,
    orders.total_gbp,
    -- Only files of the shops abroad say it; the contract keeps it among the extra columns.
    {{ customer360.json_text('_extra', "'$.currency'") }} as currency
from {{ source('raw_shop', 'orders') }} as orders
left join {{ customer360.value_by_as_of('orders', 'status') }} as stood
    on orders.order_number = stood.record_key
