-- One row per household: people who live together at one address.
with

households as (
    select * from {{ source('identity', 'households') }}
),

members as (
    select household_id, cast(count(distinct customer_id) as integer) as members
    from {{ ref('household_members') }}
    where is_current
    group by household_id
)

select
    households.household_id,
    households.household_type,
    households.address_line_1,
    households.address_line_2,
    households.city,
    households.postcode,
    coalesce(members.members, 0) as members
from households
left join members on households.household_id = members.household_id
