-- One row per household of today: who lives there together, and what they are to us.
with

-- A home that everybody has left is history: its memberships are, and no household.
households as (
    select * from {{ ref('households') }}
    where members > 0
),

members as (
    select household_id, customer_id from {{ ref('household_members') }}
    where is_current
),

states as (
    select * from {{ ref('customer_states') }}
),

purchases as (
    select * from {{ ref('customer_purchases') }}
),

lines as (
    select
        members.household_id,
        {{ list_agg_distinct('states.line_of_business') }} as lines_of_business
    from members
    inner join states on members.customer_id = states.customer_id
    where states.line_of_business <> 'enterprise' and states.state in ('active', 'lapsed')
    group by members.household_id
),

margins as (
    select
        members.household_id,
        sum(purchases.margin_12m) as margin_12m,
        cast(sum(purchases.purchases_12m_without_margin) as integer)
            as purchases_12m_without_margin
    from members
    inner join purchases on members.customer_id = purchases.customer_id
    group by members.household_id
),

-- Conflicts fresh enough to be put right.
open_conflicts as (
    select household_id, cast(count(*) as integer) as open_conflicts
    from {{ ref('communication_conflicts') }}
    where cast(occurred_at as date) >= {{ add_days(as_of(), -30) }}
    group by household_id
)

select
    households.household_id,
    households.household_type,
    households.members,
    households.address_line_1,
    households.address_line_2,
    households.city,
    households.postcode,
    coalesce(lines.lines_of_business, {{ array_of([]) }}) as lines_of_business,
    cast(
        case when margins.household_id is null then 0 else margins.margin_12m end
        as decimal(18, 2)
    ) as margin_12m,
    coalesce(margins.purchases_12m_without_margin, 0) as purchases_12m_without_margin,
    coalesce(open_conflicts.open_conflicts, 0) as open_conflicts
from households
left join lines on households.household_id = lines.household_id
left join margins on households.household_id = margins.household_id
left join open_conflicts on households.household_id = open_conflicts.household_id
