-- One row per tenure and movement of the customer asset: new, reactivated, lost or adjusted.
with

customer_tenures as (
    select * from {{ ref('customer_tenures') }}
),

-- Only what happens inside the epoch in which the number stood for these records is its event.
begun as (
    select
        *,
        case when tenure_number = 1 then 'new' else 'reactivated' end as movement,
        starts_on as on_date,
        1 as customers
    from customer_tenures
    where starts_on >= epoch_from and (epoch_until is null or starts_on < epoch_until)
),

lost as (
    select *, 'lost' as movement, lost_on as on_date, -1 as customers
    from customer_tenures
    where lost_on >= epoch_from and (epoch_until is null or lost_on < epoch_until)
),

-- A merge or split moves a customer in or out of the books overnight; nobody came or went.
taken_over as (
    select *, 'identity_adjustment' as movement, epoch_from as on_date, 1 as customers
    from customer_tenures
    where starts_on < epoch_from and (lost_on is null or lost_on >= epoch_from)
),

handed_over as (
    select *, 'identity_adjustment' as movement, epoch_until as on_date, -1 as customers
    from customer_tenures
    where starts_on < epoch_until and (lost_on is null or lost_on >= epoch_until)
),

movements as (
    select * from begun
    union all
    select * from lost
    union all
    select * from taken_over
    union all
    select * from handed_over
)

select
    {{ hash_key(['tenure_id', 'on_date', 'movement', 'customers']) }} as movement_id,
    tenure_id,
    customer_id,
    segment_customer_id,
    line_of_business,
    movement,
    on_date,
    customers,
    -- The books carry a customer at what is known of their margin, and say where that is not all.
    case when purchases_without_margin > 0 then customers else 0 end as customers_without_margin,
    cast(customers * margin_a_year as decimal(18, 2)) as margin_a_year
from movements
where on_date <= {{ as_of() }}
