-- One row per customer, purpose, channel and reason not to send that now.
with purposes as (
    select * from {{ policy('purposes') }} as policy
),

rules as (
    select * from {{ policy('communication_conflict_rules') }} as policy
),

channels as (
    select channel from {{ policy('contact_caps') }} as policy
    where channel <> 'total'
),

opted_out as (
    select
        consents.customer_id, purposes.purpose, consents.channel, 'opted_out' as reason,
        cast(null as date) as until_on
    from {{ ref('consents') }} as consents
    inner join purposes on consents.purpose = purposes.consent_purpose
    where consents.valid_to is null and not consents.is_allowed
),

over_cap as (
    select
        reached.customer_id, purposes.purpose, channels.channel, 'cap_reached', reached.until_on
    from {{ ref('caps_reached') }} as reached
    inner join purposes on purposes.is_promotional
    inner join channels on reached.channel in (channels.channel, 'total')
),

recent_messages as (
    select
        communications.customer_id, rules.purpose_a, channels.channel, 'recent_' || rules.purpose_b,
        cast({{ add_seconds('communications.sent_at', 'rules.window_hours * 3600') }} as date)
    from {{ ref('communications') }} as communications
    inner join rules
        on communications.purpose = rules.purpose_b and rules.purpose_a <> rules.purpose_b
    cross join channels
    where communications.customer_id is not null
        and cast({{ add_seconds('communications.sent_at', 'rules.window_hours * 3600') }} as date)
        > {{ as_of() }}
),

-- Who lives with somebody hears what they were sent, but for a shared house or a hall.
residents as (
    select members.customer_id, members.household_id
    from {{ ref('household_members') }} as members
    inner join {{ ref('households') }} as households
        on members.household_id = households.household_id
    where members.is_current and households.household_type in ('single', 'couple', 'family')
),

recent_at_home as (
    select
        others.customer_id, rules.purpose_a, channels.channel,
        'household_recent_' || rules.purpose_b,
        cast({{ add_seconds('communications.sent_at', 'rules.window_hours * 3600') }} as date)
    from {{ ref('communications') }} as communications
    inner join rules
        on communications.purpose = rules.purpose_b and rules.is_household_rule
        and rules.purpose_a <> rules.purpose_b
    inner join residents as theirs on communications.customer_id = theirs.customer_id
    inner join residents as others
        on theirs.household_id = others.household_id and theirs.customer_id <> others.customer_id
    cross join channels
    where cast({{ add_seconds('communications.sent_at', 'rules.window_hours * 3600') }} as date)
        > {{ as_of() }}
),

open_complaints as (
    select
        cases.customer_id, rules.purpose_a, channels.channel, rules.context_b, cast(null as date)
    from {{ ref('cases') }} as cases
    inner join rules on rules.context_b = 'open_complaint'
    cross join channels
    where cases.is_complaint and cases.is_open and cases.customer_id is not null
),

-- Somebody with no line left to win back, or none left to sell.
all_lines_active as (
    select
        states.customer_id, rules.purpose_a, channels.channel, 'nothing_to_' || rules.purpose_a,
        cast(null as date)
    from {{ ref('customer_states') }} as states
    inner join rules on rules.context_b = 'active_line'
    cross join channels
    where states.line_of_business <> 'enterprise'
    group by states.customer_id, rules.purpose_a, channels.channel
    having max(case when states.state = 'active' then 1 else 0 end) = 1
        and max(case
            when rules.purpose_a = 'win_back' and states.state in ('lapsed', 'lost') then 1
            when rules.purpose_a = 'cross_sell' and states.state = 'prospect' then 1
            else 0
        end) = 0
),

being_cancelled as (
    select
        concerned.customer_id, purposes.purpose, channels.channel, concerned.reason,
        concerned.until_on
    from {{ ref('customers_not_asked') }} as concerned
    inner join purposes on coalesce(purposes.asks_for, 'unknown') <> 'nothing'
    cross join channels
    where concerned.is_standing
),

-- Who objects or is held out of it is sent no advertising; who restricts or was erased, nothing.
restrictions as (
    select customer_id, restriction, restriction = 'objected' as is_of_advertising
    from {{ ref('customer_restrictions') }}
    union all
    select customer_id, 'control_group', true from {{ ref('control_group') }}
),

restricted as (
    select
        held.customer_id, purposes.purpose, channels.channel, held.restriction, cast(null as date)
    from restrictions as held
    inner join purposes on purposes.is_promotional or not held.is_of_advertising
    cross join channels
),

reasons as (
    select * from opted_out
    union all
    select * from restricted
    union all
    select * from over_cap
    union all
    select * from recent_messages
    union all
    select * from recent_at_home
    union all
    select * from open_complaints
    union all
    select * from all_lines_active
    union all
    select * from being_cancelled
    union all
    select * from {{ ref('forbidden_by_state') }}
)

select
    customer_id, purpose, channel, reason,
    case
        when max(case when until_on is null then 1 else 0 end) = 0 then max(until_on)
    end as until_on
from reasons
group by customer_id, purpose, channel, reason
