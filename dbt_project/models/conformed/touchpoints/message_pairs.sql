-- One row per rule and pair of messages it calls incompatible, to one customer or one household.
with rules as (
    select *, window_hours * 3600 as window_seconds
    from {{ policy('communication_conflict_rules') }} as policy
    where purpose_b is not null
),

messages as (
    select
        message_id, customer_id, department, purpose, sent_at, line_of_business, offer_price,
        {{ epoch_seconds('sent_at') }} as sent_second
    from {{ ref('communications') }}
    where customer_id is not null
),

-- Time is cut into stretches as long as the window: only messages of the same or of neighbouring
-- stretches are ever compared.
shifts as (
    select -1 as shift
    union all
    select 0
    union all
    select 1
),

side_a as (
    select
        messages.*, rules.rule, rules.severity, rules.purpose_b as other_purpose,
        rules.window_seconds, rules.is_across_departments, rules.needs_different_price,
        rules.is_household_rule,
        cast(floor(messages.sent_second / rules.window_seconds) as bigint) as stretch
    from messages
    inner join rules on messages.purpose = rules.purpose_a
),

side_b as (
    select
        messages.*, rules.rule, rules.purpose_a as other_purpose,
        cast(floor(messages.sent_second / rules.window_seconds) as bigint) + shifts.shift
            as stretch
    from messages
    inner join rules on messages.purpose = rules.purpose_b
    cross join shifts
),

-- Who shares a house or a hall without being a family does not hear what the others were sent.
residents as (
    select
        members.household_id, members.customer_id,
        coalesce(cast(members.valid_from as date), cast('1900-01-01' as date)) as valid_from,
        coalesce(cast(members.valid_to as date), cast('9999-12-31' as date)) as valid_to
    from {{ ref('household_members') }} as members
    inner join {{ ref('households') }} as households
        on members.household_id = households.household_id
    where households.household_type in ('single', 'couple', 'family')
),

households_a as (
    select side_a.*, residents.household_id
    from side_a
    inner join residents on side_a.customer_id = residents.customer_id
    where side_a.is_household_rule
        and residents.valid_from <= cast(side_a.sent_at as date)
        and residents.valid_to > cast(side_a.sent_at as date)
),

households_b as (
    select side_b.*, residents.household_id, residents.valid_from, residents.valid_to
    from side_b
    inner join residents on side_b.customer_id = residents.customer_id
),

pairs as (
    select
        a.rule, a.severity, 'customer' as level, a.message_id as message_a,
        b.message_id as message_b, a.customer_id as customer_a, b.customer_id as customer_b,
        cast(null as string) as household_id, a.sent_at as sent_at_a, b.sent_at as sent_at_b
    from side_a as a
    inner join side_b as b
        on a.customer_id = b.customer_id
        and {{ in_conflict('a', 'b') }}
    union all
    -- Both lived there on the day of message a.
    select
        a.rule, a.severity, 'household', a.message_id, b.message_id, a.customer_id, b.customer_id,
        a.household_id, a.sent_at, b.sent_at
    from households_a as a
    inner join households_b as b
        on a.household_id = b.household_id
        and a.customer_id <> b.customer_id
        and b.valid_from <= cast(a.sent_at as date)
        and b.valid_to > cast(a.sent_at as date)
        and {{ in_conflict('a', 'b') }}
)

-- Two overlapping memberships name a pair once.
select * from pairs
qualify
    row_number() over (
        partition by rule, message_a, message_b order by household_id nulls first
    ) = 1
