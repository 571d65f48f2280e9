-- One row per customer, and one for nobody we know.
with

customers as (
    select
        customer_id,
        household_id,
        is_anonymous,
        source_records,
        floor({{ months_between('birth_on', as_of()) }} / cast(12 as double)) as age
    from {{ ref('customers') }}
),

states as (
    select customer_id, state, is_new
    from {{ ref('customer_states') }}
    where line_of_business = 'enterprise'
),

risks as (
    select customer_id, is_at_risk
    from {{ ref('customer_risks') }}
    where line_of_business = 'enterprise'
),

purchases as (
    select
        *,
        floor({{ days_between('first_purchase_on', as_of()) }} / 365.25e0) as tenure
    from {{ ref('customer_purchases') }}
),

first_orders as (
    select customer_id, channel
    from {{ ref('orders') }}
    where is_qualifying and customer_id is not null
    qualify row_number() over (partition by customer_id order by ordered_at, order_number) = 1
),

described as (
    select
        customers.customer_id,
        {{ known('customers.household_id') }} as household_id,
        coalesce(age.band, 'age unknown') as age_band,
        coalesce(tenure.band, 'no purchase') as tenure_band,
        coalesce(worth.band, 'no margin known') as value_band,
        states.state as lifecycle_state,
        {{ known('first_orders.channel') }} as first_channel,
        customers.is_anonymous,
        coalesce(states.is_new, false) as is_new,
        coalesce(risks.is_at_risk, false) as is_at_risk,
        purchases.first_purchase_on,
        purchases.last_purchase_on
    from customers
    left join states on customers.customer_id = states.customer_id
    left join risks on customers.customer_id = risks.customer_id
    left join purchases on customers.customer_id = purchases.customer_id
    left join first_orders on customers.customer_id = first_orders.customer_id
    left join {{ ref('customer_value') }} as valued
        on customers.customer_id = valued.customer_id
    {{ band_of('age', 'customers.age', 'age') }}
    {{ band_of('tenure', 'purchases.tenure', 'tenure') }}
    {{ band_of('value', 'valued.monetary_score', 'worth') }}
)

select * from described
union all
select
    'unknown', 'unknown', 'age unknown', 'no purchase', 'no margin known', 'unknown', 'unknown',
    true, false, false, cast(null as date), cast(null as date)
