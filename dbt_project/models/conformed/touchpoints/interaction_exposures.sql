-- One row per customer, month and interaction type that met them in it or in the two months before.
with

kinds as (
    select * from {{ policy('interaction_kinds') }} as policy
),

landmarks as (
    select * from {{ ref('book_landmarks') }}
),

met as (
    select distinct
        interactions.customer_id,
        interactions.interaction_type,
        {{ month_start('interactions.occurred_at') }} as met_in
    from {{ ref('interactions') }} as interactions
    left join kinds on interactions.interaction_type = kinds.interaction_type
    where interactions.customer_id is not null and kinds.interaction_type is null
)

-- Whoever met it in the two months before is not compared with: neither met nor untouched. A longer
-- time would leave those who deal with us least.
select
    landmarks.customer_id,
    landmarks.month,
    met.interaction_type,
    max(met.met_in) = landmarks.month as is_exposed
from landmarks
inner join met
    on landmarks.customer_id = met.customer_id
    and met.met_in <= landmarks.month
    and met.met_in > {{ add_months('landmarks.month', -3) }}
group by landmarks.customer_id, landmarks.month, met.interaction_type
