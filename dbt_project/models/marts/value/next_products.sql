-- One row per customer and line of business: the kind of product that goes with what they have.
with

sold as (
    select customer_id, product_id, margin from {{ ref('fct_order_lines') }}
    where is_qualifying
    union all
    select customer_id, product_id, margin from {{ ref('fct_contracts') }}
    where is_qualifying
),

bought as (
    select sold.customer_id, products.line_of_business, products.category, sold.margin
    from sold
    inner join {{ ref('dim_product') }} as products on sold.product_id = products.product_id
),

owned as (
    select distinct customer_id, line_of_business, category from bought
),

worth as (
    select
        line_of_business, category,
        cast(sum(margin) as double) / nullif(count(margin), 0) as margin
    from bought
    group by line_of_business, category
),

-- Few buyers tell little: their share is drawn towards that of all.
drawn as (
    select
        affinities.*,
        (
            affinities.customers_with_both
            + policy.affinity_customers * affinities.share_of_all
        )
        / cast(affinities.customers + policy.affinity_customers as double) as likely_share
    from {{ ref('product_affinities') }} as affinities
    cross join {{ policy('value_policy') }} as policy
),

suggested as (
    select
        owned.customer_id,
        drawn.other_line_of_business as line_of_business,
        drawn.other_category as category,
        owned.category as because_of,
        drawn.likely_share,
        drawn.likely_share / drawn.share_of_all as times_as_likely,
        {{ pennies('worth.margin') }} as margin,
        row_number() over (
            partition by owned.customer_id, drawn.other_line_of_business
            order by
                drawn.likely_share * coalesce(worth.margin, 0) desc, drawn.other_category asc,
                owned.line_of_business asc, owned.category asc
        ) as place
    from owned
    inner join drawn
        on owned.line_of_business = drawn.line_of_business and owned.category = drawn.category
    left join owned as already
        on owned.customer_id = already.customer_id
        and drawn.other_line_of_business = already.line_of_business
        and drawn.other_category = already.category
    left join worth
        on drawn.other_line_of_business = worth.line_of_business
        and drawn.other_category = worth.category
    where owned.customer_id <> 'unknown' and already.customer_id is null
)

select
    customer_id, line_of_business, category, because_of, likely_share, times_as_likely, margin
from suggested
where place = 1
