-- One row per tenure and movement of the customer asset: new, reactivated, lost, adjusted or
-- corrected.
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

-- A merge, a split or an unmade purchase moves a customer in or out of the books overnight; nobody
-- came or went.
taken_over as (
    select
        *,
        coalesce(epoch_begun_by, 'identity_adjustment') as movement,
        epoch_from as on_date,
        1 as customers
    from customer_tenures
    where starts_on < epoch_from and (lost_on is null or lost_on >= epoch_from)
),

handed_over as (
    select
        *,
        coalesce(epoch_ended_by, 'identity_adjustment') as movement,
        epoch_until as on_date,
        -1 as customers
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
    customers
from movements
where on_date <= {{ as_of() }}
