-- One row per product that was sold: an article of a department, or a kind of contract.
with

articles as (
    select
        orders.department || ':' || coalesce(lines.sku, 'unknown') as product_id,
        'article' as kind,
        min(orders.line_of_business) as line_of_business,
        min(lines.sku) as product,
        coalesce(min(lines.category), 'unknown') as category
    from {{ ref('order_lines') }} as lines
    inner join {{ ref('orders') }} as orders on lines.order_number = orders.order_number
    group by orders.department || ':' || coalesce(lines.sku, 'unknown')
),

contracts as (
    select distinct
        'contract:' || line_of_business || ':' || coalesce(product, 'unknown') as product_id,
        'contract' as kind,
        line_of_business,
        product,
        coalesce(product, 'unknown') as category
    from {{ ref('contracts') }}
)

select * from articles
union all
select * from contracts
union all
select 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'
