-- One row per customer and segmentation: everybody, age band, household type, who holds a policy.
with

customers as (
    select * from {{ ref('customers') }}
),

households as (
    select * from {{ ref('households') }}
),

described as (
    select
        customers.customer_id,
        floor({{ months_between('customers.birth_on', as_of()) }} / cast(12 as double)) as age,
        households.household_type
    from customers
    left join households on customers.household_id = households.household_id
),

segments as (
    select customer_id, 'all' as segmentation, 'all' as segment
    from described
    union all
    select
        described.customer_id,
        'age' as segmentation,
        coalesce(bands.band, 'age unknown') as segment
    from described
    {{ band_of('age', 'described.age', 'bands') }}
    union all
    select
        customer_id,
        'household' as segmentation,
        'household ' || coalesce(household_type, 'unknown') as segment
    from described
)

select
    {{ hash_key(['customer_id', 'segmentation']) }} as customer_segment_id,
    *
from segments
