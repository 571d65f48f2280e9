-- One row per rule and pair of messages it calls incompatible, to one customer or one household.
with rules as (
    select * from {{ policy('communication_conflict_rules') }} as policy
    where purpose_b is not null
),

messages as (
    select
        message_id, customer_id, department, purpose, sent_at, line_of_business,
        offer_price_gbp, cast(sent_at as date) as sent_on
    from {{ ref('communications') }}
    where customer_id is not null
),

-- Who shares a house or a hall without being a family does not hear what the others were sent.
residents as (
    select
        members.household_id, members.customer_id,
        cast(members.valid_from as date) as valid_from,
        cast(members.valid_to as date) as valid_to
    from {{ ref('household_members') }} as members
    inner join {{ ref('households') }} as households
        on members.household_id = households.household_id
    where households.household_type in ('single', 'couple', 'family')
),

delivered as (
    select messages.*, residents.household_id, residents.valid_from, residents.valid_to
    from messages
    inner join residents on messages.customer_id = residents.customer_id
),

customer_pairs as (
    select
        rules.rule, rules.severity, 'customer' as level, a.message_id as message_a,
        b.message_id as message_b, a.customer_id as customer_a, b.customer_id as customer_b,
        cast(null as string) as household_id, a.sent_at as sent_at_a, b.sent_at as sent_at_b
    from messages as a
    inner join rules on a.purpose = rules.purpose_a
    inner join messages as b
        on a.customer_id = b.customer_id
        and rules.purpose_b = b.purpose
    where {{ in_conflict('a', 'b', 'rules') }}
),

household_pairs as (
    select distinct
        rules.rule, rules.severity, 'household' as level, a.message_id as message_a,
        b.message_id as message_b, a.customer_id as customer_a, b.customer_id as customer_b,
        a.household_id, a.sent_at as sent_at_a, b.sent_at as sent_at_b
    from delivered as a
    inner join rules
        on a.purpose = rules.purpose_a
        and rules.is_household_rule
    inner join delivered as b
        on a.household_id = b.household_id
        and rules.purpose_b = b.purpose
        and a.customer_id <> b.customer_id
    where {{ in_conflict('a', 'b', 'rules') }}
        -- Both lived there on the day of message a.
        and (a.valid_from is null or a.valid_from <= a.sent_on)
        and (a.valid_to is null or a.sent_on < a.valid_to)
        and (b.valid_from is null or b.valid_from <= a.sent_on)
        and (b.valid_to is null or a.sent_on < b.valid_to)
)

select * from customer_pairs
union all
-- Two overlapping memberships name a pair once.
select * from household_pairs
qualify
    row_number() over (
        partition by rule, message_a, message_b order by household_id
    ) = 1
