-- One row per order and version in which something was given back, told apart by what it is of.
-- What is beyond the line that it names is shipping first, then of the other lines; what names no
-- line is of the goods first, unless it is just what the shipping was. Nothing gives back more than
-- was paid: the rest is left over.
with

orders as (
    select * from {{ ref('order_amounts') }}
),

given_back as (
    select
        refunds.order_number,
        versions.known_from,
        versions.is_latest,
        greatest(sum(refunds.refund), 0) as refund,
        least(
            greatest(sum(coalesce(refunds.shipping, 0)), 0), greatest(sum(refunds.refund), 0)
        ) as told_shipping
    from {{ ref('feed_refunds') }} as refunds
    inner join {{ ref('order_versions') }} as versions
        on refunds.order_number = versions.order_number
        and cast(refunds.refunded_at as date) <= versions.known_from
    group by refunds.order_number, versions.known_from, versions.is_latest
),

named as (
    select
        order_number,
        known_from,
        sum(of_line) as of_lines,
        sum(beyond) as beyond
    from {{ ref('line_refunds') }}
    group by order_number, known_from
),

goods as (
    select order_number, sum(greatest(paid_amount, 0)) as paid_amount
    from {{ ref('line_prices') }}
    group by order_number
),

placed as (
    select
        orders.order_number,
        given_back.known_from,
        given_back.is_latest,
        given_back.refund,
        given_back.told_shipping,
        coalesce(named.of_lines, 0) as of_lines,
        coalesce(named.beyond, 0) as beyond_lines,
        greatest(
            given_back.refund - given_back.told_shipping
            - coalesce(named.of_lines, 0) - coalesce(named.beyond, 0), 0
        ) as unnamed,
        greatest(orders.shipping - given_back.told_shipping, 0) as shipping_left,
        greatest(
            coalesce(goods.paid_amount, orders.charged_amount - orders.shipping)
            - coalesce(named.of_lines, 0), 0
        ) as goods_left
    from given_back
    inner join orders on given_back.order_number = orders.order_number
    left join named
        on given_back.order_number = named.order_number
        and given_back.known_from = named.known_from
    left join goods on given_back.order_number = goods.order_number
),

shipped as (
    select
        *,
        case
            when beyond_lines = 0 and unnamed = shipping_left then unnamed
            else least(beyond_lines, shipping_left)
        end as first_of_shipping
    from placed
),

shared as (
    select
        *,
        beyond_lines + unnamed - first_of_shipping as rest,
        least(beyond_lines + unnamed - first_of_shipping, goods_left) as to_share
    from shipped
),

settled as (
    select
        *,
        first_of_shipping
        + least(rest - to_share, shipping_left - first_of_shipping) as of_shipping
    from shared
)

select
    order_number,
    known_from,
    is_latest,
    cast(refund as decimal(18, 2)) as refund,
    cast(of_lines + to_share as decimal(18, 2)) as of_goods,
    cast(to_share as decimal(18, 2)) as to_share,
    cast(told_shipping + of_shipping as decimal(18, 2)) as of_shipping,
    cast(beyond_lines + unnamed - of_shipping - to_share as decimal(18, 2)) as left_over
from settled
