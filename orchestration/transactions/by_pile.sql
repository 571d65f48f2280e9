-- Purchases put layers on a pile (see pile_by_product.sql), credits take them off its top. `level` is
-- the height of the pile, which is never below nothing.
create or replace temp table layers as
with

-- Piles that nobody takes from are left alone.
credited as (
    select * from piled
    semi join (select customer, pile from piled where sign < 0) as takers
        on piled.customer = takers.customer and piled.pile = takers.pile
),

summed as (
    select
        *,
        row_number() over pile_so_far as step,
        sum(sign * amount) over pile_so_far as height
    from credited
    window pile_so_far as (
        partition by customer, pile order by moment, sign desc, number, product
        rows between unbounded preceding and current row
    )
),

levelled as (
    select
        *,
        height - least(min(height) over (
            partition by customer, pile order by step
            rows between unbounded preceding and current row
        ), 0) as level
    from summed
)

select
    *,
    coalesce(lag(level) over (partition by customer, pile order by step), 0) as level_before
from levelled;

insert into by_pile
with

levels as (
    select customer, pile, level from layers
    union
    select distinct customer, pile, cast(0 as decimal(38, 2)) from layers
),

slices as (
    select
        customer,
        pile,
        level as bottom,
        lead(level) over (partition by customer, pile order by level) as top
    from levels
),

-- A slice is put on by a purchase and taken off by the next credit that reaches it.
crossed as (
    select
        layers.number,
        layers.sign,
        layers.product,
        slices.top - slices.bottom as amount,
        lag(layers.number) over one_slice as below,
        lag(layers.product) over one_slice as product_below
    from layers
    inner join slices
        on layers.customer = slices.customer
        and layers.pile = slices.pile
        and slices.bottom >= least(layers.level, layers.level_before)
        and slices.top <= greatest(layers.level, layers.level_before)
    window one_slice as (
        partition by layers.customer, layers.pile, slices.bottom order by layers.step
    )
)

select
    number as credit,
    product,
    below as order_number,
    product_below as order_product,
    sum(amount) as amount
from crossed
where sign < 0
group by number, product, below, product_below;
