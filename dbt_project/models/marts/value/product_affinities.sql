-- One row per ordered pair of kinds of product: who has the one, how many of them have the other.
with

-- What was bought and stood: articles, and kinds of contract.
bought as (
    select customer_id, product_id from {{ ref('fct_order_lines') }}
    where is_qualifying
    union
    select customer_id, product_id from {{ ref('fct_contracts') }}
    where is_qualifying
),

owned as (
    select distinct bought.customer_id, products.line_of_business, products.category
    from bought
    inner join {{ ref('dim_product') }} as products on bought.product_id = products.product_id
    where bought.customer_id <> 'unknown' and products.category <> 'unknown'
),

buyers as (
    select cast(count(distinct customer_id) as bigint) as customers from owned
),

owners as (
    select line_of_business, category, cast(count(*) as bigint) as customers
    from owned
    group by line_of_business, category
),

pairs as (
    select
        one.line_of_business, one.category,
        other.line_of_business as other_line_of_business, other.category as other_category,
        cast(count(*) as bigint) as customers
    from owned as one
    inner join owned as other
        on one.customer_id = other.customer_id
        and (
            one.line_of_business <> other.line_of_business or one.category <> other.category
        )
    group by one.line_of_business, one.category, other.line_of_business, other.category
)

select
    {{ hash_key([
        'pairs.line_of_business', 'pairs.category', 'pairs.other_line_of_business',
        'pairs.other_category'
    ]) }} as affinity_id,
    pairs.line_of_business,
    pairs.category,
    pairs.other_line_of_business,
    pairs.other_category,
    one.customers,
    other.customers as other_customers,
    pairs.customers as customers_with_both,
    pairs.customers / cast(one.customers as double) as share_with_other,
    other.customers / cast(buyers.customers as double) as share_of_all,
    pairs.customers * cast(buyers.customers as double)
    / (cast(one.customers as double) * other.customers) as lift
from pairs
inner join owners as one
    on pairs.line_of_business = one.line_of_business and pairs.category = one.category
inner join owners as other
    on pairs.other_line_of_business = other.line_of_business
    and pairs.other_category = other.category
cross join buyers
