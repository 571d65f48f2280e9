-- One row per household, customer and stay.
with

-- A death ends a stay.
memberships as (
    select
        memberships.household_id, memberships.customer_id, memberships.reason,
        memberships.confidence, memberships.valid_from,
        case
            when deaths.died_on < coalesce(memberships.valid_to, cast('9999-12-31' as date))
                then greatest(deaths.died_on, memberships.valid_from)
            else memberships.valid_to
        end as valid_to
    from {{ source('identity', 'household_memberships') }} as memberships
    left join {{ ref('deaths') }} as deaths on memberships.customer_id = deaths.customer_id
),

households as (
    select * from {{ source('identity', 'households') }}
),

customers as (
    select * from {{ ref('customers') }}
),

rules as (
    select * from {{ policy('household_rules') }} as policy
),

-- The eldest adult known of heads the household; the others are placed by generation. Whose stay
-- is over heads none while somebody lives there.
aged as (
    select
        memberships.*,
        households.household_type,
        customers.birth_on,
        {{ months_between('customers.birth_on', as_of()) }} / cast(12 as double) as age,
        min(customers.birth_on) over (partition by memberships.household_id) as eldest_birth_on,
        row_number() over (
            partition by memberships.household_id
            order by
                customers.birth_on asc nulls last,
                memberships.valid_from asc,
                customers.customer_id asc
        ) as seniority
    from memberships
    inner join customers on memberships.customer_id = customers.customer_id
    inner join households on memberships.household_id = households.household_id
)

select
    {{ hash_key(['aged.household_id', 'aged.customer_id', 'aged.valid_from']) }}
        as household_member_id,
    aged.household_id,
    aged.customer_id,
    case
        when aged.household_type in ('group_quarters', 'business') then 'resident'
        when aged.household_type = 'shared' then 'housemate'
        when aged.seniority = 1 then 'head'
        when aged.birth_on is null then 'member'
        when {{ months_between('aged.eldest_birth_on', 'aged.birth_on') }}
            >= rules.generation_years * 12 then 'child'
        when aged.age >= rules.adult_age then 'partner'
        else 'member'
    end as role,
    aged.reason,
    aged.confidence,
    aged.valid_from,
    aged.valid_to,
    aged.valid_to is null as is_current
from aged
cross join rules
